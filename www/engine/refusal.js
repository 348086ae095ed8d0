// What is thrown where something given can't be used: as the core's own errors, it names what.

/** @param {string} field @param {string} why */
export const refusal = (field, why) => Object.assign(new Error(`${field}: ${why}`), { field });
