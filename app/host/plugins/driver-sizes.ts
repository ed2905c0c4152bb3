export const driverSizes: Readonly<Record<string, number>> = {};
