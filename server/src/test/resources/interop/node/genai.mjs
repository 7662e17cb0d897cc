// SPDX-License-Identifier: Apache-2.0
import { deepStrictEqual as same, ok, strictEqual as is } from 'node:assert';
import { ApiError, FunctionCallingConfigMode, GoogleGenAI } from '@google/genai';
import {
    ANSWER, API_KEY, BASE_URL, CITY, DEGREES, BRITTLE_MODEL, BROKEN_MODEL, LIMITED_MODEL, MODEL, OWN_KEY_MODEL, PARIS, PIXEL, PLACE, SEEN, SIGNED, SLEEP, THOUGHT, WORDS, run, thrown,
} from './checks.mjs';

const connect = (apiKey) => new GoogleGenAI({ apiKey, vertexai: false, httpOptions: { baseUrl: BASE_URL } });
const { models } = connect(API_KEY);
const user = (...parts) => ({ role: 'user', parts });
const tools = [{ functionDeclarations: [{ name: 'temperature', description: 'Degrees.', parametersJsonSchema: PLACE }] }];
const fail = (status, model) => thrown(models.generateContent({ model, contents: 'fail with ' + status }));

async function chunks(request) {
    const all = [];
    for await (const chunk of await models.generateContentStream({ model: MODEL, ...request })) {
        all.push(chunk);
    }
    return all;
}

function usage(it) {
    is(it.promptTokenCount, 20);
    is(it.cachedContentTokenCount, 4);
    is(it.candidatesTokenCount, 10);
    is(it.totalTokenCount, 30);
}

async function toolTurns(parts) {
    const calls = parts.filter((part) => part.functionCall).map((part) => part.functionCall);
    same(calls.map((call) => [call.name, call.args]), [['temperature', { city: 'Paris' }], ['temperature', { city: 'Rome' }]]);
    const results = calls.map((call) => ({
        functionResponse: { id: call.id, name: call.name, response: { output: DEGREES[call.args.city] } },
    }));
    const contents = [user({ text: 'How warm?' }), { role: 'model', parts }, user(...results)];
    const reply = await models.generateContent({ model: MODEL, contents, config: { tools } });
    is(reply.text, ANSWER);
}

await run({
    async text() {
        const reply = await models.generateContent({
            model: MODEL,
            contents: [user({ text: 'Hi' }), { role: 'model', parts: [{ text: 'Yes?' }] }, user({ text: WORDS })],
            config: { systemInstruction: 'Be brief.' },
        });
        is(reply.text, 'Be brief.|' + WORDS);
        is(reply.candidates[0].finishReason, 'STOP');
        is(reply.candidates[0].content.role, 'model');
        ok(reply.modelVersion && reply.responseId);
        usage(reply.usageMetadata);
    },
    async stream() {
        const all = await chunks({ contents: WORDS });
        ok(all.length > 1);
        is(all.map((chunk) => chunk.text ?? '').join(''), '|' + WORDS);
        is(all.at(-1).candidates[0].finishReason, 'STOP');
        usage(all.at(-1).usageMetadata);
    },
    async tools() {
        const reply = await models.generateContent({ model: MODEL, contents: 'How warm?', config: { tools } });
        is(reply.functionCalls.length, 2);
        await toolTurns(reply.candidates[0].content.parts);
    },
    async 'tools-stream'() {
        const all = await chunks({ contents: 'How warm?', config: { tools } });
        await toolTurns(all.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []));
    },
    async 'forced-tool'() {
        const functionCallingConfig = { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['city'] };
        const reply = await models.generateContent({
            model: MODEL,
            contents: 'Which city?',
            config: {
                tools: [{ functionDeclarations: [{ name: 'city', parametersJsonSchema: CITY }] }],
                toolConfig: { functionCallingConfig },
            },
        });
        same(reply.functionCalls[0].args, PARIS);
    },
    async structured() {
        const reply = await models.generateContent({
            model: MODEL,
            contents: 'Which city?',
            config: { responseMimeType: 'application/json', responseJsonSchema: CITY },
        });
        same(JSON.parse(reply.text), PARIS);
    },
    async image() {
        const inlineData = { mimeType: 'image/png', data: PIXEL };
        const reply = await models.generateContent({ model: MODEL, contents: [user({ text: 'What is it?' }, { inlineData })] });
        is(reply.text, SEEN);
    },
    async thinking() {
        const config = { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } };
        const whole = await models.generateContent({ model: MODEL, contents: 'think', config });
        const streamed = await chunks({ contents: 'think', config });
        for (const parts of [whole, streamed].map((reply) => [reply].flat().flatMap((one) => one.candidates[0].content?.parts ?? []))) {
            is(parts.filter((part) => part.thought).map((part) => part.text ?? '').join(''), THOUGHT);
            is(parts.filter((part) => !part.thought).map((part) => part.text ?? '').join(''), SLEEP);
            const contents = [user({ text: 'think' }), { role: 'model', parts }, user({ text: 'And then?' })];
            is((await models.generateContent({ model: MODEL, contents, config })).text, SIGNED);
        }
    },
    async 'count-tokens'() {
        is((await models.countTokens({ model: MODEL, contents: 'How many?' })).totalTokens, 20);
    },
    async 'error-400'() {
        const e = await fail(400, MODEL);
        ok(e instanceof ApiError, e);
        is(e.status, 400);
        is(JSON.parse(e.message).error.status, 'INVALID_ARGUMENT');
        ok(e.message.includes('scripted failure'), e.message);
    },
    async 'error-401'() {
        const e = await thrown(connect('not-a-key').models.generateContent({ model: OWN_KEY_MODEL, contents: 'Hi' }));
        is(e.status, 401);
        is(JSON.parse(e.message).error.status, 'UNAUTHENTICATED');
    },
    async 'error-404'() {
        const e = await thrown(models.generateContent({ model: 'no-such-model', contents: 'Hi' }));
        is(e.status, 404);
        is(JSON.parse(e.message).error.status, 'NOT_FOUND');
    },
    async 'error-429'() {
        const e = await fail(429, LIMITED_MODEL);
        is(e.status, 429);
        is(JSON.parse(e.message).error.status, 'RESOURCE_EXHAUSTED');
    },
    async 'error-500'() {
        const e = await fail(500, BROKEN_MODEL);
        ok(e.status >= 500, e);
        is(JSON.parse(e.message).error.code, e.status);
    },
    async 'error-in-stream'() {
        const e = await thrown(chunks({ model: BRITTLE_MODEL, contents: 'break off' }));
        ok(e instanceof ApiError, e);
    },
    async cancel() {
        const gone = new AbortController();
        const config = { abortSignal: gone.signal };
        for await (const chunk of await models.generateContentStream({ model: MODEL, contents: 'count for ever', config })) {
            if (chunk.text) {
                gone.abort();
                break;
            }
        }
    },
    async models() {
        const names = [];
        for await (const model of await models.list()) {
            names.push(model.name);
        }
        ok(names.length > 0 && names[0].startsWith('models/'), names);
        is((await models.get({ model: names[0] })).name, names[0]);
    },
});
