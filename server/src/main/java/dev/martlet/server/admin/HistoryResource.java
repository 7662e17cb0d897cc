// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import dev.martlet.core.FullReply;
import dev.martlet.core.state.Documents.Changed;
import dev.martlet.core.state.Documents.Revision;
import dev.martlet.server.objects.History;
import dev.martlet.server.objects.Refusal;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What was changed, and the way back: {@code /api/v1/revisions}. */
final class HistoryResource {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final History history;

    HistoryResource(History history) {
        this.history = history;
    }

    List<AdminTable.Line> lines() {
        String all = AdminTable.ROOT + "/revisions";
        return List.of(
                AdminTable.Line.of(Method.GET, all, this::list),
                AdminTable.Line.of(Method.GET, all + "/*", this::get),
                AdminTable.Line.of(Method.POST, all + "/*/rollback", this::rollback));
    }

    private FullReply list(AdminRequest request) {
        Map<String, String> parameters = request.parameters(Set.of("before", "limit"));
        int limit =
                AdminRequest.number(
                        parameters, "limit", ObjectResource.USUAL_PAGE, ObjectResource.MAX_PAGE);
        String before = parameters.get("before");
        List<Revision> found =
                history.list(before == null ? 0 : number(before), Math.max(limit, 1));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("items", found.stream().map(one -> shown(one, false)).toList());
        if (found.size() == limit && found.getLast().number() > 1) {
            out.put(
                    "next",
                    AdminTable.ROOT
                            + "/revisions?before="
                            + found.getLast().number()
                            + "&limit="
                            + limit);
        }
        return AdminReplies.json(Status.OK_200, out);
    }

    private FullReply get(AdminRequest request) {
        request.parameters(Set.of());
        return AdminReplies.json(
                Status.OK_200, shown(history.get(number(request.variable(0))), true));
    }

    private static Object shown(Revision revision, boolean whole) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("revision", revision.number());
        out.put("author", revision.author());
        out.put("at", revision.at().toString());
        out.put("note", revision.note());
        out.put("changes", revision.changes().stream().map(one -> shown(one, whole)).toList());
        return out;
    }

    private static Object shown(Changed change, boolean whole) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("kind", change.id().kind());
        out.put("name", change.id().name());
        out.put(
                "change",
                change.before() == null
                        ? "created"
                        : change.after() == null ? "deleted" : "changed");
        if (whole) {
            put(out, "before", change.before());
            put(out, "after", change.after());
        }
        return out;
    }

    private static void put(Map<String, Object> out, String name, @Nullable String json) {
        if (json != null) {
            out.put(name, JSON.readTree(json));
        }
    }

    private FullReply rollback(AdminRequest request) {
        long number = number(request.variable(0));
        Map<String, String> parameters = request.parameters(ObjectResource.DRY_RUN);
        long revision =
                history.rollback(number, request.actor(parameters, "roll back to " + number));
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("rolled_back_to", number);
        out.put("revision", revision);
        return AdminReplies.json(Status.OK_200, out);
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw Refusal.badRequest("revision: the text is no number (expected: digits).");
        }
        return Long.parseLong(text);
    }
}
