/** The atmosphere of a session as drawings, from storm to sun; `key` names its words. */
export const weathers = [
	{ value: 1, symbol: 'weather-1', key: 'storm' },
	{ value: 2, symbol: 'weather-2', key: 'rain' },
	{ value: 3, symbol: 'weather-3', key: 'clouds' },
	{ value: 4, symbol: 'weather-4', key: 'clearing' },
	{ value: 5, symbol: 'weather-5', key: 'sun' }
] as const;

/** The drawing of an atmosphere, or undefined for none. */
export const weatherOf = (value: number | null) => weathers.find((weather) => weather.value === value);
