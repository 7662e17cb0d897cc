// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import dev.martlet.core.FullReply;
import dev.martlet.core.config.Problem;
import dev.martlet.server.objects.Refusal;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How the admin API answers. */
final class AdminReplies {
    static final Status UNPROCESSABLE = Status.create(422, "Unprocessable Content");
    static final Status PRECONDITION_REQUIRED = Status.create(428, "Precondition Required");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HeaderName CONTENT_TYPE_OPTIONS =
            HeaderNames.create("X-Content-Type-Options");

    private AdminReplies() {}

    static FullReply json(Status status, Object value) {
        return reply(status, "application/json", indented(value));
    }

    static FullReply text(String type, String value) {
        return reply(Status.OK_200, type, value.getBytes(StandardCharsets.UTF_8));
    }

    static FullReply empty(Status status) {
        return reply(status, null, new byte[0]);
    }

    private static byte[] indented(Object value) {
        return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) + '\n')
                .getBytes(StandardCharsets.UTF_8);
    }

    private static FullReply reply(Status status, @Nullable String type, byte[] body) {
        WritableHeaders<?> headers = WritableHeaders.create();
        if (type != null) {
            headers.set(HeaderNames.CONTENT_TYPE, type);
        }
        headers.set(HeaderNames.CACHE_CONTROL, "no-store");
        headers.set(CONTENT_TYPE_OPTIONS, "nosniff");
        return new FullReply(status, headers, body);
    }

    /** A refusal with all of its problems (RFC 9457). */
    static FullReply refused(Refusal refusal, String requestId) {
        return problem(
                status(refusal.reason()),
                refusal.reason().name().toLowerCase(Locale.ROOT),
                String.valueOf(refusal.getMessage()),
                refusal.problems(),
                requestId);
    }

    static FullReply problem(
            Status status, String reason, String detail, List<Problem> problems, String requestId) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", status.reasonPhrase());
        body.put("status", status.code());
        body.put("reason", reason);
        body.put("detail", detail);
        body.put("request_id", requestId);
        if (!problems.isEmpty()) {
            body.put("problems", problems.stream().map(AdminReplies::problem).toList());
        }
        return reply(status, "application/problem+json", indented(body));
    }

    /**
     * A problem as JSON.
     *
     * @param problem what
     * @return its parts, those that there are
     */
    private static Map<String, Object> problem(Problem problem) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("file", problem.file());
        if (problem.line() > 0) {
            view.put("line", problem.line());
            view.put("column", problem.column());
        }
        view.put("path", problem.path());
        view.put("message", problem.message());
        if (problem.expected() != null) {
            view.put("expected", problem.expected());
        }
        if (problem.nearest() != null) {
            view.put("nearest", problem.nearest());
        }
        return view;
    }

    private static Status status(Refusal.Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> Status.NOT_FOUND_404;
            case BAD_REQUEST -> Status.BAD_REQUEST_400;
            case DEFINED_IN_FILE, ALREADY_EXISTS -> Status.CONFLICT_409;
            case PRECONDITION_FAILED -> Status.PRECONDITION_FAILED_412;
            case PRECONDITION_REQUIRED -> PRECONDITION_REQUIRED;
            case INVALID -> UNPROCESSABLE;
            case BUSY, STATE_UNAVAILABLE -> Status.SERVICE_UNAVAILABLE_503;
        };
    }
}
