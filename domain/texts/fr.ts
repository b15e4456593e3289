import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'la cause est levée : réessayer, avec une saisie corrigée si besoin',
  cancel: 'ne pas l’exécuter ; les tâches suivantes continuent (après une activation, elles sont annulées aussi)',
};

/** The causes in French. */
export const fr: CauseTexts = {
  delivery_unknown: {
    title: 'Ce fichier est-il arrivé à la banque ?',
    text: 'Remise de prélèvements {submission} de {system} (lignes : {lines}, {sum}) : la réponse s’est perdue et la vérification n’a pas permis d’établir si le fichier est arrivé. Interrogez la banque ou consultez son portail avant de décider : si un fichier bien arrivé est renvoyé, chaque client est débité deux fois. Message : « {reason} »',
    outcomes: {
      arrived: 'la banque a le fichier : continuer et attendre sa réponse',
      send_again: 'la banque ne l’a pas : remettre encore une fois les mêmes octets',
      withdraw: 'la banque ne l’a pas et ne doit pas l’avoir : en retirer les lignes et les mettre en attente',
    },
  },
  delivery_failed: {
    title: 'Un fichier n’a pas pu être remis',
    text: 'La remise de prélèvements {submission} de {system} (lignes : {lines}, {sum}) n’a pas été transmise ; rien n’a été envoyé. Corrigez la cause (répertoire, droits, espace disque), puis réessayez. Message : « {reason} »',
    outcomes: {
      retry: 'remettre le fichier à nouveau',
      withdraw: 'ne pas l’envoyer : en retirer les lignes et les mettre en attente',
    },
  },
  submission_silent: {
    title: 'La banque n’a pas répondu',
    text: 'Remise de prélèvements {submission} de {system} (lignes : {lines}, {sum}) : ni statut ni règlement au moment attendu. Interrogez la banque. Message : « {reason} »',
    outcomes: {
      wait: 'la banque dit que cela vient : attendre encore aussi longtemps',
      rejected: 'la banque dit avoir refusé tout le fichier : les lignes sont rejetées',
      unpaid: 'ce qui n’est pas encore payé n’est plus attendu : ces lignes sont rejetées, les postes restent ouverts',
    },
  },
  file_waits: {
    title: 'Un fichier attend quelqu’un',
    text: 'Le fichier {submission} de {system}, lignes : {lines}, somme {sum}, attend depuis deux heures. Rien n’en est envoyé avant : {command}',
    outcomes: { seen: 'noté ; la question revient le lendemain s’il attend encore' },
  },
  file_unreadable: {
    title: 'Un fichier reçu est illisible',
    text: 'Rien du fichier {file} n’a été appliqué ; il reste en quarantaine. Demandez une copie intacte à l’expéditeur. Message : « {reason} »',
    outcomes: { quarantine: 'le laisser en quarantaine' },
  },
  file_does_not_add_up: {
    title: 'Les totaux d’un fichier reçu ne concordent pas',
    text: 'Rien du fichier {file} n’a été appliqué. Comparez-le avec ce qu’affiche la banque, puis validez-le ou mettez-le en quarantaine. Message : « {reason} »',
    outcomes: { sign_off: 'l’appliquer tel quel', quarantine: 'le mettre en quarantaine : ne rien en appliquer' },
  },
  file_missing: {
    title: 'Un fichier attendu n’est pas arrivé',
    text: 'Système {system} : aucun fichier de type {kind} n’est arrivé depuis le {since} ; il est attendu avant {by}. Jours ouvrables sans fichier : {count}. Voyez si une exécution qui va chercher les fichiers échoue, puis demandez à la banque. Se ferme de soi-même dès qu’un fichier arrive.',
    outcomes: { seen: 'noté ; personne n’est plus interrogé sur ces jours' },
  },
  records_unmatched: {
    title: 'Des mouvements d’un fichier bancaire ne correspondent à rien',
    text: 'Fichier {file}, mouvements sans correspondance : {count}. Ils sont conservés et rapprochés à nouveau dès qu’apparaît une ligne à laquelle ils peuvent appartenir. Examinez-les et interrogez la banque si besoin. Un second paiement (« double? ») est un paiement non affecté ; vous pouvez en faire un de tout autre mouvement (incasso payments). Message : « {reason} »',
    outcomes: { seen: 'noté ; ils restent sur la liste' },
  },
  agreements_unmatched: {
    title: 'Des accords du centre de paiement n’ont pas de client',
    text: 'Fichier {file}, accords sans client : {count}. Ils figurent sur la liste de travail (incasso mandates work-list) et sont réessayés dès qu’un client avec ce numéro arrive. Message : « {reason} »',
    outcomes: { seen: 'vu ; ils restent sur la liste de travail' },
  },
  agreements_differ: {
    title: 'Des accords diffèrent du registre du centre de paiement',
    text: 'Fichier {file}, accords actifs d’un seul côté : {count}. Rien n’a été changé. Interrogez le centre de paiement, et retirez ici ce qui a pris fin là-bas.',
    outcomes: { seen: 'traité' },
  },
  registration_remarks: {
    title: 'Le centre de paiement fait des remarques sur des accords',
    text: 'Fichier {file} : {refused} accords ont été refusés, {remarks} ont une remarque, {unread} enregistrements ne sont pas compris ici. Cherchez les numéros des textes, corrigez le client ou le compte, puis renvoyez ce qui a été refusé (incasso mandates transfer).',
    outcomes: { seen: 'traité' },
  },
  receipt_to_judge: {
    title: 'Le centre de paiement a-t-il pris ce fichier ?',
    text: 'L’accusé {file} concerne la remise {submission} de {system}. Son contenu n’est documenté nulle part : lisez-le et dites ce qu’il signifie. L’accusé dit : « {reason} »',
    outcomes: {
      accepted: 'il a pris le fichier : attendre ce que deviennent ses lignes',
      rejected: 'il a refusé tout le fichier : les lignes sont rejetées, les accords refusés',
    },
  },
  receipt_unmatched: {
    title: 'Un accusé ne concerne aucun de nos fichiers',
    text: 'L’accusé {file} ne nomme aucune livraison en attente de réponse. Vérifiez si quelqu’un d’autre envoie à cette boîte. L’accusé dit : « {reason} »',
    outcomes: { seen: 'vu' },
  },
  status_needs_person: {
    title: 'Des prélèvements rejetés ou retournés demandent une décision',
    text: 'Fichier {file}, lignes dont le motif ne peut être jugé que par une personne : {count}. Examinez chaque client et réglez son cas, puis clôturez cette instruction. Codes motif : {codes}',
    outcomes: { seen: 'réglé' },
  },
  posting_parked: {
    title: 'Des lignes n’ont pas pu être comptabilisées',
    text: 'Lignes dont la date comptable ou la devise ne peut être comptabilisée : {count}. Les autres l’ont été. Corrigez la cause ; la prochaine comptabilisation les reprendra.',
    outcomes: { seen: 'corrigé' },
  },
  workflow_failed: {
    title: 'Un processus n’a pas pu continuer',
    text: '{workflow} attend là où il s’est arrêté. Corrigez la cause, puis réessayez. Message : « {reason} »',
    outcomes: { retry: 'réessayer maintenant' },
  },
  job_failed: {
    title: 'Une exécution a échoué',
    text: 'Une exécution de {job} a échoué ; rien n’est resté à moitié fait. La prochaine exécution planifiée réessaie. Corrigez la cause si elle échoue aussi. Message : « {reason} »',
    outcomes: { seen: 'noté' },
  },
  stopped_by_hand: {
    title: 'Un processus a été annulé dans la Web UI',
    text: '{workflow} a été annulé, et ce qu’il traitait attend toujours. Reprenez-le dès qu’il est clair qu’il peut continuer.',
    outcomes: { resume: 'le relancer là où il s’est arrêté' },
  },
  nobody_works_on_this: {
    title: 'Un travail attend et personne ne s’en occupe',
    text: '{workflow} devrait être en cours, mais ce workflow ne tourne pas. Il a été repris une fois et s’est arrêté de nouveau. Examinez le worker et son journal d’exécution, puis reprenez-le.',
    outcomes: { resume: 'le relancer' },
  },
  wrong_period: {
    title: 'Une écriture tombe dans une période close',
    text: 'Tâche {task} du dossier {dossier}, pièce {document} : le logiciel comptable n’accepte pas la période {period}. Ouvrez-y la période, ou réessayez avec une autre. Message du logiciel : « {package_says} »',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'Le logiciel ne connaît pas le journal',
    text: 'Tâche {task} du dossier {dossier}, pièce {document} : le logiciel comptable ne connaît pas le journal {journal}. Créez-le dans le logiciel, ou réessayez avec un autre journal. Message du logiciel : « {package_says} »',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'La pièce est déjà comptabilisée',
    text: 'Tâche {task} du dossier {dossier} : la pièce {document} est déjà comptabilisée au journal {journal}. Annulez la tâche, ou supprimez l’autre écriture et réessayez. Message du logiciel : « {package_says} »',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'Le logiciel n’accepte pas le code TVA',
    text: 'Tâche {task} du dossier {dossier}, pièce {document} : le code TVA {vat_code} de la proposition d’écriture est refusé. Réessayez avec le bon code. Message du logiciel : « {package_says} »',
    outcomes: ofTasks,
  },
  not_activated: {
    title: 'Le dossier n’est pas encore actif dans le logiciel',
    text: 'La tâche {task} ({kind}) du dossier {dossier} ne peut être exécutée : le dossier n’a pas encore de code dans le logiciel comptable. Annulez la tâche et activez d’abord le dossier, ou réessayez avec son package_code ; les tâches suivantes l’utiliseront aussi.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'Le logiciel ne connaît pas le dossier',
    text: 'Tâche {task} ({kind}) du dossier {dossier} : le logiciel comptable n’a pas de dossier actif {package_code}. Réessayez avec le bon package_code ; les tâches suivantes l’utiliseront aussi. Message du logiciel : « {package_says} »',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'L’écriture à supprimer n’existe pas',
    text: 'Tâche {task} du dossier {dossier} : la pièce {document} ne figure pas au journal {journal}. Réessayez avec la bonne pièce, ou annulez la tâche. Message du logiciel : « {package_says} »',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'Le logiciel signale une erreur de sa base de données',
    text: 'La tâche {task} ({kind}) du dossier {dossier} a échoué à cause d’une erreur dans la base de données du logiciel comptable. Faites-la corriger dans le logiciel, puis réessayez. Message du logiciel : « {package_says} »',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'Le logiciel ne répond pas',
    text: 'Tâche {task} ({kind}) du dossier {dossier} : après plusieurs essais, le logiciel comptable n’a pas donné de réponse claire. Vérifiez qu’il est joignable, puis réessayez : il est d’abord demandé si le travail a déjà été fait. Message : « {package_says} »',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'Le logiciel refuse une tâche',
    text: 'La tâche {task} ({kind}) du dossier {dossier} a été refusée par le logiciel comptable. Corrigez-y la cause et réessayez, ou annulez la tâche. Message du logiciel : « {package_says} »',
    outcomes: ofTasks,
  },
  no_connector: {
    title: 'Des tâches attendent et aucun connecteur ne tourne',
    text: 'Tâches en attente : {count}, la plus ancienne depuis {since}. Rien ne les demande. Démarrez un connecteur (incasso worker --connector) ou consultez son journal ; elles seront alors exécutées d’elles-mêmes.',
    outcomes: { seen: 'noté' },
  },
  signature_missing: {
    title: 'Un client n’a pas signé le mandat',
    text: 'Le mandat {mandate} du client {customer} a été demandé {count} fois, la dernière le {asked_on}, et n’est pas signé. Demandez au client, ou abandonnez-le : rien ne sera prélevé avec lui.',
    outcomes: {
      remind: 'le redemander, comme la première fois',
      abandon: 'plus personne ne le demande et il ne peut plus être signé',
    },
  },
  mandates_expiring: {
    title: 'Des mandats expirent bientôt',
    text: 'Mandats avec lesquels rien n’a été présenté depuis presque 36 mois : {count}, le premier expire le {first}. Prélevez avec eux avant ce jour, ou laissez-les expirer : il faudra alors en faire signer de nouveaux.',
    outcomes: { seen: 'noté' },
  },
  test: {
    title: 'Un essai',
    text: 'Quelqu’un l’a demandé pour voir qui est averti. Dossier {dossier}. Il n’y a rien à faire.',
    outcomes: { seen: 'vu' },
  },
};
