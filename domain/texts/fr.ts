import type { CauseTexts } from './index.ts';

const ofTasks = {
  retry: 'la cause est levée : réessayer, avec une saisie corrigée si besoin',
  cancel: 'ne pas l’exécuter : les tâches suivantes continuent',
};

/** The causes in French. */
export const fr: CauseTexts = {
  delivery_unknown: {
    title: 'Ce fichier est-il arrivé à la banque ?',
    text: 'Remise {submission} de {system} ({lines} lignes, {sum}) : {reason}. La réponse s’est perdue et la vérification n’a rien établi. Interrogez la banque ou consultez son portail avant de décider : renvoyer un fichier arrivé débite chaque client deux fois.',
    outcomes: {
      arrived: 'la banque a le fichier : continuer et attendre sa réponse',
      send_again: 'la banque ne l’a pas : remettre les mêmes octets une fois encore',
      withdraw: 'la banque ne l’a pas et ne l’aura pas : libérer les lignes',
    },
  },
  delivery_failed: {
    title: 'Un fichier n’a pas pu être remis',
    text: 'Remise {submission} de {system} ({lines} lignes, {sum}) : {reason}. Rien n’est parti. Levez la cause (dossier, droits, espace), puis réessayez.',
    outcomes: { retry: 'remettre à nouveau', withdraw: 'ne pas l’envoyer : libérer les lignes' },
  },
  submission_silent: {
    title: 'La banque n’a pas répondu',
    text: 'Remise {submission} de {system} ({lines} lignes, {sum}) : {reason}. Ni statut ni règlement au moment attendu. Interrogez la banque.',
    outcomes: {
      wait: 'la banque dit que cela vient : attendre encore autant',
      rejected: 'la banque dit avoir refusé tout le fichier : les lignes sont rejetées',
    },
  },
  file_unreadable: {
    title: 'Un fichier reçu est illisible',
    text: 'Fichier {file} : {reason} Rien n’en a été appliqué ; il reste en quarantaine. Demandez une copie saine à l’expéditeur.',
    outcomes: { quarantine: 'le laisser de côté' },
  },
  file_does_not_add_up: {
    title: 'Un fichier reçu ne s’équilibre pas',
    text: 'Fichier {file} : {reason}. Rien n’en a été appliqué. Comparez-le avec la banque, puis validez-le ou mettez-le de côté.',
    outcomes: { sign_off: 'l’appliquer tel quel', quarantine: 'le mettre de côté' },
  },
  records_unmatched: {
    title: 'Des écritures bancaires ne correspondent à rien',
    text: 'Fichier {file} : {reason}. Elles sont gardées et rapprochées dès qu’une ligne apparaît à laquelle elles peuvent appartenir.',
    outcomes: { seen: 'pris en note ; elles restent sur la liste' },
  },
  status_needs_person: {
    title: 'Des prélèvements rejetés ou retournés demandent une décision',
    text: 'Fichier {file} : {count} lignes avec {codes}. Seule une personne peut juger de ce motif. Voyez chaque client, puis indiquez vu.',
    outcomes: { seen: 'traité' },
  },
  posting_parked: {
    title: 'Des lignes n’ont pas pu être comptabilisées',
    text: '{count} lignes ont une date comptable ou une monnaie impossible à comptabiliser. Les autres l’ont été. Levez la cause ; la prochaine passe les reprendra.',
    outcomes: { seen: 'corrigé' },
  },
  workflow_failed: {
    title: 'Un processus n’a pas pu continuer',
    text: '{workflow} : {reason} Il attend là où il s’est arrêté. Levez la cause, puis réessayez.',
    outcomes: { retry: 'réessayer maintenant' },
  },
  job_failed: {
    title: 'Une exécution a échoué',
    text: '{job} : {reason} La prochaine exécution planifiée réessaie ; rien n’est resté à moitié fait.',
    outcomes: { seen: 'pris en note' },
  },
  stopped_by_hand: {
    title: 'Un processus a été annulé dans la Web UI',
    text: '{workflow} a été annulé. Sa ligne attend toujours. Reprenez-le, ou décidez de son sort.',
    outcomes: { resume: 'le relancer là où il s’est arrêté' },
  },
  nobody_works_on_this: {
    title: 'Une ligne attend et personne n’y travaille',
    text: '{workflow} attend et aucun workflow n’y travaille. Il a été repris une fois et s’est arrêté de nouveau. Examinez le worker et son journal.',
    outcomes: { resume: 'le relancer' },
  },
  wrong_period: {
    title: 'Une écriture tombe dans une période close',
    text: 'Tâche {task} du dossier {dossier}, pièce {document} : le logiciel comptable n’accepte pas la période {period}. Ouvrez-y la période, ou relancez avec une autre.',
    outcomes: ofTasks,
  },
  unknown_journal: {
    title: 'Le logiciel ne connaît pas le journal',
    text: 'Tâche {task} du dossier {dossier}, pièce {document} : le journal {journal} est inconnu. Créez-le dans le logiciel, ou relancez avec un autre journal.',
    outcomes: ofTasks,
  },
  double_booking: {
    title: 'La pièce est déjà comptabilisée',
    text: 'Tâche {task} du dossier {dossier} : la pièce {document} figure déjà au journal {journal}. Annulez la tâche, ou supprimez l’autre écriture et relancez.',
    outcomes: ofTasks,
  },
  wrong_vat_code: {
    title: 'Le logiciel refuse le code TVA',
    text: 'Tâche {task} du dossier {dossier}, pièce {document} : le code TVA {vat_code} est refusé. Relancez avec le bon code.',
    outcomes: ofTasks,
  },
  unknown_dossier: {
    title: 'Le logiciel ne connaît pas le dossier',
    text: 'Tâche {task} du dossier {dossier} : le logiciel ne connaît aucun dossier actif {package_code}. Relancez avec le bon package_code ; les tâches suivantes l’utiliseront aussi.',
    outcomes: ofTasks,
  },
  unknown_document: {
    title: 'L’écriture à supprimer est introuvable',
    text: 'Tâche {task} du dossier {dossier} : la pièce {document} ne figure pas au journal {journal}. Relancez avec la bonne, ou annulez.',
    outcomes: ofTasks,
  },
  package_database_error: {
    title: 'Le logiciel signale une erreur de base de données',
    text: 'Tâche {task} du dossier {dossier} : le logiciel dit : {package_says} Corrigez-le là-bas, puis relancez.',
    outcomes: ofTasks,
  },
  package_unavailable: {
    title: 'Le logiciel ne répond pas',
    text: 'Tâche {task} du dossier {dossier} : {package_says}. Plusieurs essais ont été faits. Une relance demande d’abord si le travail a été fait.',
    outcomes: ofTasks,
  },
  package_refused: {
    title: 'Le logiciel refuse une tâche',
    text: 'Tâche {task} du dossier {dossier} : le logiciel dit : {package_says} Corrigez-le là-bas et relancez, ou annulez la tâche.',
    outcomes: ofTasks,
  },
  test: {
    title: 'Un essai',
    text: 'Quelqu’un l’a demandé pour voir qui est averti. Dossier {dossier}.',
    outcomes: { seen: 'vu' },
  },
};
