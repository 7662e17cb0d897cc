// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.state.redis;

import dev.martlet.core.state.Documents;
import dev.martlet.core.state.Documents.Changed;
import dev.martlet.core.state.Documents.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What change.lua writes about a revision. */
final class RevisionJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RevisionJson() {}

    /** No kind has a slash, as it is a section of the configuration. */
    static String field(Documents.Id id) {
        return id.kind() + "/" + id.name();
    }

    static Documents.Id id(String field) {
        int slash = field.indexOf('/');
        return new Documents.Id(field.substring(0, slash), field.substring(slash + 1));
    }

    static Revision read(String json) {
        JsonNode tree = JSON.readTree(json);
        List<Changed> changes = new ArrayList<>();
        for (JsonNode one : tree.path("changes")) {
            changes.add(new Changed(id(one.get(0).asString()), text(one.get(1)), text(one.get(2))));
        }
        return new Revision(
                Long.parseLong(tree.path("number").asString()),
                tree.path("author").asString(),
                Instant.ofEpochMilli(Long.parseLong(tree.path("at").asString())),
                tree.path("note").asString(),
                changes);
    }

    private static @Nullable String text(JsonNode value) {
        return value.isString() ? value.asString() : null;
    }
}
