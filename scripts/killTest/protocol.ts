/** The line with which the launcher says that everything runs. */
export const officeIsOpen = 'the office is open';
