# SPDX-License-Identifier: Apache-2.0
import json

import anthropic
from pydantic import BaseModel

from checks import (
    ANSWER, API_KEY, BASE_URL, BRITTLE_MODEL, BROKEN_MODEL, DEGREES, LIMITED_MODEL, MODEL, OWN_KEY_MODEL, PIXEL, PLACE, SEEN, WORDS, run, same, thrown,
)

client = anthropic.Anthropic(base_url=BASE_URL, api_key=API_KEY, max_retries=0)
TOOLS = [{"name": "temperature", "description": "Degrees.", "input_schema": PLACE}]
THINKING = {"type": "enabled", "budget_tokens": 1024}


class City(BaseModel):
    city: str
    population: int


def user(content):
    return {"role": "user", "content": content}


def ask(content, **more):
    return {"model": MODEL, "max_tokens": 2000, "messages": [user(content)], **more}


def create(content, **more):
    return client.messages.create(**ask(content, **more))


def final(content, **more):
    with client.messages.stream(**ask(content, **more)) as events:
        return events.get_final_message()


def said(message):
    return "".join(block.text for block in message.content if block.type == "text")


def tool_turns(first):
    same(first.stop_reason, "tool_use")
    calls = [block for block in first.content if block.type == "tool_use"]
    same([call.input for call in calls], [{"city": "Paris"}, {"city": "Rome"}])
    results = [
        {"type": "tool_result", "tool_use_id": call.id, "content": DEGREES[call.input["city"]]}
        for call in reversed(calls)
    ]
    turns = [user("How warm?"), {"role": "assistant", "content": first.content}, user(results)]
    same(said(create("", messages=turns, tools=TOOLS)), ANSWER)


def text():
    reply = create(WORDS, system="Be brief.")
    same(said(reply), "Be brief.|" + WORDS)
    same(reply.stop_reason, "end_turn")
    same((reply.usage.input_tokens, reply.usage.cache_read_input_tokens, reply.usage.output_tokens), (16, 4, 10))


def stream():
    with client.messages.stream(**ask(WORDS)) as events:
        pieces = list(events.text_stream)
        reply = events.get_final_message()
    assert len(pieces) > 1
    same("".join(pieces), "|" + WORDS)
    same(said(reply), "|" + WORDS)
    same((reply.usage.input_tokens, reply.usage.cache_read_input_tokens, reply.usage.output_tokens), (16, 4, 10))


def tools():
    tool_turns(create("How warm?", tools=TOOLS))


def tools_stream():
    tool_turns(final("How warm?", tools=TOOLS))


def structured():
    reply = client.messages.parse(**ask("Which city?", output_format=City))
    same(reply.parsed_output, City(city="Paris", population=2100000))


def image():
    source = {"type": "base64", "media_type": "image/png", "data": PIXEL}
    same(said(create([{"type": "image", "source": source}, {"type": "text", "text": "What is it?"}])), SEEN)


def thinking():
    for first in (create("think", thinking=THINKING), final("think", thinking=THINKING)):
        same(first.content[0].thinking, "Swallows never land.")
        turns = [user("think"), {"role": "assistant", "content": first.content}, user("And then?")]
        second = create("", messages=turns, thinking=THINKING)
        same(said(second), "I had thought, signed c2lnbmVkLWJ5LXRoZS1wcm92aWRlcg==")


def count_tokens():
    same(client.messages.count_tokens(model=MODEL, messages=[user("How many?")]).input_tokens, 20)


def error_400():
    e = thrown(anthropic.BadRequestError, lambda: create("fail with 400"))
    assert "scripted failure" in e.message, e.message


def error_401():
    stranger = anthropic.Anthropic(base_url=BASE_URL, api_key="not-a-key", max_retries=0)
    ask_it = lambda: stranger.messages.create(**ask("Hi") | {"model": OWN_KEY_MODEL})
    thrown(anthropic.AuthenticationError, ask_it)


def error_404():
    e = thrown(anthropic.NotFoundError, lambda: create("Hi", model="no-such-model"))
    same(e.body["error"]["type"], "not_found_error")


def error_429():
    e = thrown(anthropic.RateLimitError, lambda: create("fail with 429", model=LIMITED_MODEL))
    same(e.response.headers["retry-after"], "7")


def error_500():
    thrown(anthropic.InternalServerError, lambda: create("fail with 500", model=BROKEN_MODEL))


def error_in_stream():
    thrown(anthropic.APIError, lambda: final("break off", model=BRITTLE_MODEL))


def cancel():
    with client.messages.create(**ask("count for ever", stream=True)) as events:
        next(event for event in events if event.type == "content_block_delta")


def models():
    ids = [model.id for model in client.models.list()]
    same(client.models.retrieve(ids[0]).id, ids[0])


run(globals())
