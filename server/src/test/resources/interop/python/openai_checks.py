# SPDX-License-Identifier: Apache-2.0
import json

import openai
from pydantic import BaseModel

from checks import (
    ANSWER, API_KEY, BASE_URL, BRITTLE_MODEL, BROKEN_MODEL, DEGREES, EMBEDDING_MODEL, LIMITED_MODEL, MODEL, OWN_KEY_MODEL, PIXEL, PLACE, SEEN, WORDS,
    run, same, thrown,
)

client = openai.OpenAI(base_url=BASE_URL + "/v1", api_key=API_KEY, max_retries=0)
chat = client.chat.completions
TOOLS = [{"type": "function", "function": {"name": "temperature", "description": "Degrees.", "parameters": PLACE}}]


class City(BaseModel):
    city: str
    population: int


def user(content):
    return {"role": "user", "content": content}


def fail(kind, status, model=MODEL):
    return thrown(kind, lambda: chat.create(model=model, messages=[user(f"fail with {status}")]))


def tool_turns(message):
    same([json.loads(call.function.arguments) for call in message.tool_calls], [{"city": "Paris"}, {"city": "Rome"}])
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": DEGREES[json.loads(call.function.arguments)["city"]]}
        for call in reversed(message.tool_calls)
    ]
    turn = message.model_dump(exclude_none=True, exclude={"parsed"})
    for call in turn["tool_calls"]:
        call.pop("index", None)
        call["function"].pop("parsed_arguments", None)
    reply = chat.create(model=MODEL, tools=TOOLS, messages=[user("How warm?"), turn, *results])
    same(reply.choices[0].message.content, ANSWER)


def text():
    system = {"role": "developer", "content": "Be brief."}
    reply = chat.create(model=MODEL, messages=[system, user(WORDS)])
    same(reply.choices[0].message.content, "Be brief.|" + WORDS)
    same(reply.choices[0].finish_reason, "stop")
    same(reply.usage.prompt_tokens, 20)
    same(reply.usage.prompt_tokens_details.cached_tokens, 4)
    same(reply.usage.completion_tokens, 10)


def stream():
    chunks = list(chat.create(model=MODEL, messages=[user(WORDS)], stream=True, stream_options={"include_usage": True}))
    said = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices and chunk.choices[0].delta.content]
    assert len(said) > 1
    same("".join(said), "|" + WORDS)
    same(chunks[-1].choices, [])
    same(chunks[-1].usage.total_tokens, 30)
    same({chunk.id for chunk in chunks}, {chunks[0].id})


def tools():
    reply = chat.create(model=MODEL, tools=TOOLS, messages=[user("How warm?")])
    same(reply.choices[0].finish_reason, "tool_calls")
    tool_turns(reply.choices[0].message)


def tools_stream():
    with chat.stream(model=MODEL, tools=TOOLS, messages=[user("How warm?")]) as events:
        reply = events.get_final_completion()
    same(reply.choices[0].finish_reason, "tool_calls")
    tool_turns(reply.choices[0].message)


def structured():
    reply = chat.parse(model=MODEL, messages=[user("Which city?")], response_format=City)
    same(reply.choices[0].message.parsed, City(city="Paris", population=2100000))


def image():
    url = {"url": "data:image/png;base64," + PIXEL}
    content = [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": url}]
    reply = chat.create(model=MODEL, messages=[user(content)])
    same(reply.choices[0].message.content, SEEN)


def error_400():
    e = fail(openai.BadRequestError, 400)
    assert "scripted failure" in e.message, e.message


def error_401():
    stranger = openai.OpenAI(base_url=BASE_URL + "/v1", api_key="not-a-key", max_retries=0)
    ask = lambda: stranger.chat.completions.create(model=OWN_KEY_MODEL, messages=[user("Hi")])
    thrown(openai.AuthenticationError, ask)


def error_404():
    e = thrown(openai.NotFoundError, lambda: chat.create(model="no-such-model", messages=[user("Hi")]))
    same(e.code, "model_not_found")


def error_429():
    e = fail(openai.RateLimitError, 429, LIMITED_MODEL)
    same(e.response.headers["retry-after"], "7")


def error_500():
    fail(openai.InternalServerError, 500, BROKEN_MODEL)


def error_in_stream():
    thrown(openai.APIError, lambda: list(chat.create(model=BRITTLE_MODEL, messages=[user("break off")], stream=True)))


def cancel():
    with chat.create(model=MODEL, messages=[user("count for ever")], stream=True) as chunks:
        next(chunk for chunk in chunks if chunk.choices and chunk.choices[0].delta.content)


def embeddings():
    reply = client.embeddings.create(model=EMBEDDING_MODEL, input=["one", "three"])
    same([one.embedding for one in reply.data], [[0.5, -0.25, 3.0], [0.5, -0.25, 5.0]])


def models():
    ids = [model.id for model in client.models.list()]
    same(client.models.retrieve(ids[0]).id, ids[0])


def responses_text():
    reply = client.responses.create(model=MODEL, instructions="Be brief.", input=WORDS)
    same(reply.output_text, "Be brief.|" + WORDS)
    same(reply.usage.total_tokens, 30)


def responses_stream():
    with client.responses.stream(model=MODEL, input=WORDS) as events:
        said = "".join(event.delta for event in events if event.type == "response.output_text.delta")
        same(events.get_final_response().output_text, said)
    same(said, "|" + WORDS)


def responses_structured():
    reply = client.responses.parse(model=MODEL, input="Which city?", text_format=City)
    same(reply.output_parsed, City(city="Paris", population=2100000))


run(globals())
