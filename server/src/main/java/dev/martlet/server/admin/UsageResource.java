// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import dev.martlet.core.FullReply;
import dev.martlet.server.objects.Refusal;
import dev.martlet.server.usage.UsageReport;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ledger: {@code /usage}. */
final class UsageResource {
    private final UsageReport usage;

    UsageResource(UsageReport usage) {
        this.usage = usage;
    }

    List<AdminTable.Line> lines() {
        return List.of(
                AdminTable.Line.of(Method.GET, "/usage", this::get),
                AdminTable.Line.of(Method.GET, AdminTable.ROOT + "/usage", this::get));
    }

    private FullReply get(AdminRequest request) {
        Set<String> known = new HashSet<>(UsageReport.PARAMETERS);
        known.add("format");
        Map<String, String> parameters = request.parameters(known);
        String format =
                parameters.getOrDefault("format", request.accepts("text/csv") ? "csv" : "json");
        try {
            return switch (format) {
                case "csv" ->
                        AdminReplies.text(
                                "text/csv; charset=utf-8; header=present", usage.csv(parameters));
                case "json" -> AdminReplies.json(Status.OK_200, usage.json(parameters));
                default -> throw Refusal.badRequest("format: unknown (expected: json or csv).");
            };
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
