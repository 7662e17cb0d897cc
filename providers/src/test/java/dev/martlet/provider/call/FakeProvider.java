// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.core.Call;
import dev.martlet.core.Deadline;
import dev.martlet.core.Payload;
import dev.martlet.core.Reply;
import dev.martlet.core.Upstream;
import dev.martlet.provider.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A provider that plays one script after the other; the last one for ever. */
final class FakeProvider implements Upstream {
    private final String name;
    private final Deque<Script> scripts = new ArrayDeque<>();
    final List<Call> calls = Collections.synchronizedList(new ArrayList<>());

    FakeProvider(String name, Script... scripts) {
        this.name = name;
        this.scripts.addAll(List.of(scripts));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Reply send(Call call, Deadline deadline) {
        Script script;
        synchronized (this) {
            calls.add(call);
            script = scripts.size() > 1 ? scripts.poll() : scripts.peek();
        }
        return script.play(call, deadline);
    }

    synchronized void plays(Script... next) {
        scripts.clear();
        scripts.addAll(List.of(next));
    }

    int asked() {
        return calls.size();
    }

    String body(int index) {
        var payload = (Payload.Buffered) calls.get(index).payload();
        return new String(payload.bytes(), StandardCharsets.UTF_8);
    }

    JsonNode json(int index) {
        return Json.read(body(index));
    }

    String header(int index, String field) {
        return calls.get(index)
                .head()
                .headers()
                .first(io.helidon.http.HeaderNames.create(field))
                .orElse(null);
    }
}
