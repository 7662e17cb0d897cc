// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import dev.martlet.core.Failure;
import dev.martlet.core.FullReply;
import dev.martlet.core.GatewayException;
import dev.martlet.server.objects.RuntimeObjects;
import dev.martlet.server.usage.UsageReport;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The resources of the admin API: which method of which path is answered by what. */
public final class AdminTable {
    static final String ROOT = "/api/v1";

    /** A line of the table; a segment {@code *} of the path stands for a name. */
    record Line(Method method, List<String> path, Function<AdminRequest, FullReply> answer) {
        static Line of(Method method, String path, Function<AdminRequest, FullReply> answer) {
            return new Line(method, segments(path), answer);
        }

        /** The names in the path, or null if it is another one. */
        @Nullable List<String> match(List<String> segments) {
            if (segments.size() != path.size()) {
                return null;
            }
            List<String> names = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                if (path.get(i).equals("*")) {
                    names.add(AdminRequest.decoded(segments.get(i).replace("+", "%2B")));
                } else if (!path.get(i).equals(segments.get(i))) {
                    return null;
                }
            }
            return names;
        }
    }

    /** The line for a request, and the names in its path. */
    record Found(Line line, List<String> names) {}

    private final List<Line> lines;

    private AdminTable(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * Everything that is about objects and usage. Lines that say more come first: a kind is any
     * word.
     *
     * @param objects objects that are made at run time
     * @param usage the ledger
     * @return the table
     */
    public static AdminTable of(RuntimeObjects objects, UsageReport usage) {
        List<Line> lines = new ArrayList<>();
        lines.addAll(new UsageResource(usage).lines());
        lines.addAll(new HistoryResource(objects.history()).lines());
        lines.addAll(new KeyResource(objects.keys()).lines());
        lines.addAll(new ObjectResource(objects.objects()).lines());
        return new AdminTable(lines);
    }

    AdminTable with(List<Line> more) {
        List<Line> all = new ArrayList<>(more);
        all.addAll(lines);
        return new AdminTable(all);
    }

    /**
     * Looks a request up.
     *
     * @throws GatewayException if there is nothing at this path
     * @throws MethodException if there is something else
     */
    Found find(Method method, String path) {
        List<String> segments = segments(path);
        Set<String> allowed = new TreeSet<>();
        boolean head = method.equals(Method.HEAD);
        for (Line line : lines) {
            List<String> names = line.match(segments);
            if (names == null) {
                continue;
            }
            if (line.method().equals(method) || (head && line.method().equals(Method.GET))) {
                return new Found(line, names);
            }
            allowed.add(line.method().text());
            if (line.method().equals(Method.GET)) {
                allowed.add("HEAD");
            }
        }
        if (allowed.isEmpty()) {
            throw new GatewayException(new Failure.NoRoute());
        }
        throw new MethodException(String.join(", ", allowed));
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.split("/", -1));
    }

    /** The path is known, and takes other methods. */
    static final class MethodException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String allowed;

        MethodException(String allowed) {
            super(allowed, null, false, false);
            this.allowed = allowed;
        }

        FullReply reply() {
            FullReply refused = FullReply.empty(Status.METHOD_NOT_ALLOWED_405);
            refused.headers().set(HeaderNames.ALLOW, allowed);
            return refused;
        }
    }
}
