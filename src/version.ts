/** The version of the package, as every record states it. */
export const VERSION = '0.1.0';
