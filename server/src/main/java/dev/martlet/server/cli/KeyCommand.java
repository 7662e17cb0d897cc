// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.cli;

import dev.martlet.core.config.Timestamp;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code martlet key}: makes an API key. It is shown this once; what is kept anywhere is its hash,
 * also where a running gateway is told of it.
 */
@Command(name = "key", description = "Make an API key for a tenant.")
final class KeyCommand implements Callable<Integer> {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MOST_TOLD = 4096;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "TENANT", description = "Whose key it is.")
    private String tenant = "";

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Names it in logs and the ledger (default: the tenant and a number).")
    private @Nullable String id;

    @Option(names = "--label", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String label;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "From when on it is refused, such as 2027-01-01T00:00:00Z.")
    private @Nullable String expires;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description =
                    "A running gateway's admin port, such as http://127.0.0.1:9900: makes the key there.")
    private @Nullable String admin;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The admin token (default: the environment's MARTLET_ADMIN_TOKEN).")
    private @Nullable String token;

    @Override
    public Integer call() {
        var random = new SecureRandom();
        String name = id == null ? tenant + "-" + HexFormat.of().formatHex(bytes(random, 4)) : id;
        check("TENANT", tenant);
        check("--id", name);
        String key =
                "mk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random, 32));
        Map<String, String> entry = entry(name, key);
        if (admin != null && !created(entry)) {
            return 1;
        }
        print(key, entry);
        return 0;
    }

    private static byte[] bytes(SecureRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private void check(String what, String name) {
        if (!name.matches(NAME)) {
            throw new ParameterException(
                    spec.commandLine(),
                    what
                            + ": "
                            + name
                            + " (expected: at most 63 letters, digits, '.', '_' and '-')");
        }
    }

    private Map<String, String> entry(String name, String key) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("id", name);
        entry.put("sha256", sha256(key));
        if (label != null) {
            entry.put("label", label);
        }
        if (expires != null) {
            entry.put("expires", moment(expires));
        }
        return entry;
    }

    private String moment(String text) {
        try {
            return Timestamp.parse(text).toString();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--expires: " + text + " (expected: a time such as 2027-01-01T00:00:00Z)",
                    e);
        }
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing in this Java runtime", e);
        }
    }

    private void print(String key, Map<String, String> entry) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(key);
        out.println();
        if (admin != null) {
            out.println("It works now. It is shown this once; the gateway keeps its hash.");
            return;
        }
        out.println("It is shown this once. For keys of tenant " + tenant + ":");
        out.println();
        StringBuilder line = new StringBuilder("- { ");
        entry.forEach(
                (name, value) -> line.append(name).append(": ").append(quoted(value)).append(", "));
        out.println(line.substring(0, line.length() - 2) + " }");
    }

    /** JSON's quotes are YAML's. */
    private static String quoted(String value) {
        return value.matches(NAME) && !value.matches("[0-9.eE_+-]+|true|false|null|yes|no|on|off|~")
                ? value
                : JsonMapper.shared().writeValueAsString(value);
    }

    private boolean created(Map<String, String> entry) {
        String problem;
        try {
            problem = post(target(), JsonMapper.shared().writeValueAsString(entry));
        } catch (IOException e) {
            problem = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        if (problem == null) {
            return true;
        }
        spec.commandLine()
                .getErr()
                .println("key: " + admin + ": " + problem + " (expected: the key is created)");
        return false;
    }

    /** Plain {@link HttpURLConnection}: nothing else has to be in the runtime image for it. */
    private @Nullable String post(URI target, String json) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("content-type", "application/json");
        @Nullable String bearer = token == null ? System.getenv("MARTLET_ADMIN_TOKEN") : token;
        if (bearer != null && !bearer.isEmpty()) {
            connection.setRequestProperty("authorization", "Bearer " + bearer);
        }
        connection.setDoOutput(true);
        try {
            connection.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
            int status = connection.getResponseCode();
            if (status / 100 == 2) {
                return null;
            }
            @Nullable InputStream told = connection.getErrorStream();
            String body =
                    told == null
                            ? ""
                            : new String(told.readNBytes(MOST_TOLD), StandardCharsets.UTF_8);
            return "status " + status + ' ' + body.strip();
        } finally {
            connection.disconnect();
        }
    }

    private URI target() {
        try {
            String base = String.valueOf(admin).replaceFirst("/$", "");
            URI target = new URI(base + "/api/v1/tenants/" + tenant + "/keys");
            boolean web = "http".equals(target.getScheme()) || "https".equals(target.getScheme());
            if (web && target.getHost() != null) {
                return target;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw new ParameterException(
                spec.commandLine(), "--admin: " + admin + " (expected: http://host:port)");
    }
}
