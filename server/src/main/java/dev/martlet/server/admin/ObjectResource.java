// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import dev.martlet.core.FullReply;
import dev.martlet.server.objects.ObjectService;
import dev.martlet.server.objects.Page;
import dev.martlet.server.objects.Shown;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Objects of every kind: {@code /api/v1/{kind}/{name}}. */
final class ObjectResource {
    static final HeaderName SOURCE = HeaderNames.create("x-martlet-source");
    static final HeaderName REVISION = HeaderNames.create("x-martlet-revision");
    static final Set<String> DRY_RUN = Set.of("dry-run");
    static final Set<String> PAGE = Set.of("after", "limit");
    static final int USUAL_PAGE = 100;
    static final int MAX_PAGE = 1000;

    private final ObjectService objects;

    ObjectResource(ObjectService objects) {
        this.objects = objects;
    }

    List<AdminTable.Line> lines() {
        String one = AdminTable.ROOT + "/*/*";
        return List.of(
                AdminTable.Line.of(Method.GET, AdminTable.ROOT, this::kinds),
                AdminTable.Line.of(Method.GET, AdminTable.ROOT + "/*", this::list),
                AdminTable.Line.of(Method.GET, one, this::get),
                AdminTable.Line.of(Method.PUT, one, this::put),
                AdminTable.Line.of(Method.PATCH, one, this::patch),
                AdminTable.Line.of(Method.DELETE, one, this::delete));
    }

    private FullReply kinds(AdminRequest request) {
        request.parameters(Set.of());
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("revision", objects.revision());
        out.put("kinds", objects.kinds().stream().map(ObjectResource::count).toList());
        return AdminReplies.json(Status.OK_200, out);
    }

    private static Object count(ObjectService.Count count) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("kind", count.kind());
        out.put("path", AdminTable.ROOT + "/" + count.kind());
        out.put("in_file", count.inFile());
        out.put("stored", count.stored());
        return out;
    }

    private FullReply list(AdminRequest request) {
        Map<String, String> parameters = request.parameters(PAGE);
        String kind = request.variable(0);
        Page<Shown> page =
                objects.list(
                        kind,
                        parameters.getOrDefault("after", ""),
                        Math.max(
                                AdminRequest.number(parameters, "limit", USUAL_PAGE, MAX_PAGE), 1));
        return AdminReplies.json(
                Status.OK_200, page(page, AdminTable.ROOT + "/" + kind, parameters.get("limit")));
    }

    private static Map<String, Object> page(Page<Shown> page, String path, @Nullable String limit) {
        return page(page, path, limit, ObjectResource::item);
    }

    static Map<String, Object> page(
            Page<Shown> page,
            String path,
            @Nullable String limit,
            Function<Shown, Map<String, Object>> item) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("items", page.items().stream().map(item).toList());
        String next = page.next();
        if (next != null) {
            String after = URLEncoder.encode(next, StandardCharsets.UTF_8);
            out.put("next", path + "?after=" + after + (limit == null ? "" : "&limit=" + limit));
        }
        return out;
    }

    static Map<String, Object> item(Shown shown) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", shown.name());
        out.put("source", shown.place() == null ? "admin" : "file");
        if (shown.place() != null) {
            out.put("place", shown.place());
        }
        if (shown.version() != null) {
            out.put("version", shown.version());
        }
        out.put("object", shown.object());
        return out;
    }

    private FullReply get(AdminRequest request) {
        request.parameters(Set.of());
        return one(request, objects.get(request.variable(0), request.variable(1)));
    }

    static FullReply one(AdminRequest request, Shown shown) {
        Long version = shown.version();
        if (version != null && request.has(version)) {
            return tagged(AdminReplies.empty(Status.NOT_MODIFIED_304), shown);
        }
        return tagged(AdminReplies.json(Status.OK_200, shown.object()), shown);
    }

    /** What the body of an object does not say: where it comes from, and its version. */
    static FullReply tagged(FullReply reply, Shown shown) {
        reply.headers().set(SOURCE, shown.place() == null ? "admin" : "file");
        Long version = shown.version();
        if (version != null && version > 0) {
            reply.headers().set(HeaderNames.ETAG, "\"" + version + "\"");
        }
        return reply;
    }

    private FullReply put(AdminRequest request) {
        return saved(
                objects.put(
                        request.variable(0),
                        request.variable(1),
                        request.body(false),
                        request.precondition(),
                        request.actor(request.parameters(DRY_RUN), "put")));
    }

    private FullReply patch(AdminRequest request) {
        return saved(
                objects.patch(
                        request.variable(0),
                        request.variable(1),
                        request.body(false),
                        request.precondition(),
                        request.actor(request.parameters(DRY_RUN), "patch")));
    }

    private static FullReply saved(ObjectService.Saved saved) {
        boolean stored = saved.shown().version() != null && saved.shown().version() > 0;
        Status status = saved.created() && stored ? Status.CREATED_201 : Status.OK_200;
        FullReply reply = AdminReplies.json(status, saved.shown().object());
        reply.headers().set(REVISION, Long.toString(saved.revision()));
        return tagged(reply, saved.shown());
    }

    private FullReply delete(AdminRequest request) {
        long revision =
                objects.delete(
                        request.variable(0),
                        request.variable(1),
                        request.precondition(),
                        request.actor(request.parameters(DRY_RUN), "delete"));
        return deleted(revision);
    }

    static FullReply deleted(long revision) {
        FullReply reply = AdminReplies.empty(Status.NO_CONTENT_204);
        reply.headers().set(REVISION, Long.toString(revision));
        return reply;
    }
}
