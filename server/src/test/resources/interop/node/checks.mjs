// SPDX-License-Identifier: Apache-2.0
// Runs the checks named in CHECKS, and prints one line of JSON for each.

/** A PNG of one pixel. */
export const PIXEL =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
export const SEEN = 'I see image/png:' + Buffer.from(PIXEL, 'base64').length;
export const WORDS = 'Grüße, Mauersegler ♘ 😀';

export const CITY = {
    type: 'object',
    properties: { city: { type: 'string' }, population: { type: 'integer' } },
    required: ['city', 'population'],
    additionalProperties: false,
};
export const PARIS = { city: 'Paris', population: 2100000 };
export const PLACE = {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
};
export const DEGREES = { Paris: '18', Rome: '21' };
export const ANSWER = 'Degrees: Paris=18, Rome=21';

export const THOUGHT = 'Swallows never land.';
export const SLEEP = 'They sleep in the air.';
export const SIGNED = 'I had thought, signed c2lnbmVkLWJ5LXRoZS1wcm92aWRlcg==';

export const { BASE_URL, API_KEY, MODEL, OWN_KEY_MODEL, EMBEDDING_MODEL, LIMITED_MODEL, BROKEN_MODEL, BRITTLE_MODEL } = process.env;

/** What a promise is rejected with. */
export async function thrown(promise) {
    let value;
    try {
        value = await promise;
    } catch (e) {
        return e;
    }
    throw new Error('no error came, but ' + JSON.stringify(value));
}

export async function run(checks) {
    for (const name of process.env.CHECKS.split(',')) {
        let line = { check: name, ok: true };
        try {
            await checks[name]();
        } catch (e) {
            line = { check: name, ok: false, error: String(e.stack ?? e) };
        }
        console.log(JSON.stringify(line));
    }
}
