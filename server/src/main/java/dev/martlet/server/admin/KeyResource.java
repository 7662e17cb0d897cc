// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import dev.martlet.core.FullReply;
import dev.martlet.server.objects.KeyService;
import dev.martlet.server.objects.Page;
import dev.martlet.server.objects.Shown;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** API keys: {@code /api/v1/tenants/{tenant}/keys/{id}}. */
final class KeyResource {
    private final KeyService keys;

    KeyResource(KeyService keys) {
        this.keys = keys;
    }

    List<AdminTable.Line> lines() {
        String all = AdminTable.ROOT + "/tenants/*/keys";
        String one = all + "/*";
        return List.of(
                AdminTable.Line.of(Method.GET, all, this::list),
                AdminTable.Line.of(Method.POST, all, this::create),
                AdminTable.Line.of(Method.GET, one, this::get),
                AdminTable.Line.of(Method.PATCH, one, this::patch),
                AdminTable.Line.of(Method.DELETE, one, this::delete),
                AdminTable.Line.of(Method.POST, one + "/rotate", this::rotate));
    }

    private FullReply list(AdminRequest request) {
        Map<String, String> parameters = request.parameters(ObjectResource.PAGE);
        String tenant = request.variable(0);
        int limit =
                AdminRequest.number(
                        parameters, "limit", ObjectResource.USUAL_PAGE, ObjectResource.MAX_PAGE);
        Page<Shown> page =
                keys.list(tenant, parameters.getOrDefault("after", ""), Math.max(limit, 1));
        return AdminReplies.json(
                Status.OK_200,
                ObjectResource.page(
                        page,
                        AdminTable.ROOT + "/tenants/" + tenant + "/keys",
                        parameters.get("limit"),
                        this::item));
    }

    private Map<String, Object> item(Shown shown) {
        Map<String, Object> out = ObjectResource.item(shown);
        Instant used = keys.lastUsed(shown.name());
        if (used != null) {
            out.put("last_used", used.toString());
        }
        return out;
    }

    private FullReply create(AdminRequest request) {
        String tenant = request.variable(0);
        return made(
                tenant,
                keys.create(
                        tenant,
                        request.body(true),
                        request.actor(request.parameters(ObjectResource.DRY_RUN), "create key")));
    }

    private FullReply rotate(AdminRequest request) {
        String tenant = request.variable(0);
        return made(
                tenant,
                keys.rotate(
                        tenant,
                        request.variable(1),
                        request.body(true),
                        request.actor(request.parameters(ObjectResource.DRY_RUN), "rotate key")));
    }

    /** The only reply that has the key itself; one that was not stored would be of no use. */
    private static FullReply made(String tenant, KeyService.Made made) {
        Map<String, Object> out = new LinkedHashMap<>();
        Long version = made.shown().version();
        boolean stored = version != null && version > 0;
        out.put("id", made.shown().name());
        out.put("tenant", tenant);
        String secret = made.secret();
        if (secret != null && stored) {
            out.put("key", secret);
        }
        out.put("object", made.shown().object());
        FullReply reply = AdminReplies.json(stored ? Status.CREATED_201 : Status.OK_200, out);
        if (stored) {
            reply.headers()
                    .set(
                            HeaderNames.LOCATION,
                            AdminTable.ROOT
                                    + "/tenants/"
                                    + tenant
                                    + "/keys/"
                                    + made.shown().name());
        }
        reply.headers().set(ObjectResource.REVISION, Long.toString(made.revision()));
        return ObjectResource.tagged(reply, made.shown());
    }

    private FullReply get(AdminRequest request) {
        request.parameters(Set.of());
        return ObjectResource.one(request, keys.get(request.variable(0), request.variable(1)));
    }

    private FullReply patch(AdminRequest request) {
        Shown shown =
                keys.patch(
                        request.variable(0),
                        request.variable(1),
                        request.body(false),
                        request.precondition(),
                        request.actor(request.parameters(ObjectResource.DRY_RUN), "patch key"));
        return ObjectResource.tagged(AdminReplies.json(Status.OK_200, shown.object()), shown);
    }

    private FullReply delete(AdminRequest request) {
        return ObjectResource.deleted(
                keys.delete(
                        request.variable(0),
                        request.variable(1),
                        request.precondition(),
                        request.actor(request.parameters(ObjectResource.DRY_RUN), "revoke key")));
    }
}
