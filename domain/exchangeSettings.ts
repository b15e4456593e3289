/** The folders of an exchange, on either side. */
export interface ExchangeFolders {
  /** Where our files go. */
  outbox: string;
  /** Where the bank moves what it has taken; looked at when a delivery is in doubt. */
  taken?: string | undefined;
  /** Where the bank's files come. */
  inbox: string;
}

/** Directories of this machine. Paths are absolute. */
export interface DirectoryExchange extends ExchangeFolders {
  kind: 'directory';
}

/** Folders of an SFTP server. Theirs are paths as the server understands them; those of key and password are local and absolute. */
export interface SftpExchange extends ExchangeFolders {
  kind: 'sftp';
  host: string;
  port: number;
  user: string;
  /** Fingerprints `SHA256:<43 characters of base64>` of the only host keys that are believed. */
  host_keys: string[];
  /** A file with the private key, or with the password: one of the two. Read when used, kept nowhere else. */
  key_file?: string | undefined;
  password_file?: string | undefined;
  /** Until the login is done. */
  connect_timeout_ms: number;
  /** The longest that the server may be silent after a request. */
  silence_timeout_ms: number;
}

/** How a collection system is reached: the JSON of `collection_systems.exchange`. */
export type ExchangeSettings = DirectoryExchange | SftpExchange;
