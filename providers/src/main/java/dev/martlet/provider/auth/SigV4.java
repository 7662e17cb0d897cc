// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AWS Signature Version 4, as the IAM user guide describes it ("Create a signed AWS API request").
 *
 * @param region for example {@code eu-west-1}
 * @param service the name to sign with: {@code bedrock}, {@code s3} …
 * @param normalize whether the path is normalised and encoded once more, as all services but S3
 *     want it
 */
record SigV4(String region, String service, boolean normalize) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DAY = 8;

    static String time(Instant now) {
        return TIME.format(now);
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256: missing (expected: in every JDK)", e);
        }
    }

    /**
     * The Authorization header.
     *
     * @param method in capitals
     * @param path as it is sent, percent-encoded
     * @param query as it is sent, or null
     * @param headers what is signed: names in small letters, with host and x-amz-date
     * @param payloadHash of the body, in hex
     */
    String authorization(
            AwsCredentials credentials,
            String method,
            String path,
            @Nullable String query,
            SortedMap<String, String> headers,
            String payloadHash) {
        String time = headers.getOrDefault("x-amz-date", "");
        String day = time.substring(0, DAY);
        String scope = day + '/' + region + '/' + service + "/aws4_request";
        String canonical = canonical(method, path, query, headers, payloadHash);
        String toSign = ALGORITHM + '\n' + time + '\n' + scope + '\n' + hash(utf8(canonical));
        byte[] key = hmac(utf8("AWS4" + credentials.secretAccessKey()), day);
        key = hmac(hmac(hmac(key, region), service), "aws4_request");
        String signature = HexFormat.of().formatHex(hmac(key, toSign));
        return ALGORITHM
                + " Credential="
                + credentials.accessKeyId()
                + '/'
                + scope
                + ", SignedHeaders="
                + String.join(";", headers.keySet())
                + ", Signature="
                + signature;
    }

    String canonical(
            String method,
            String path,
            @Nullable String query,
            SortedMap<String, String> headers,
            String payloadHash) {
        var text = new StringBuilder();
        text.append(method).append('\n');
        text.append(normalize ? Percent.encodedPath(normal(path)) : path).append('\n');
        text.append(query(query)).append('\n');
        headers.forEach((name, value) ->
                text.append(name)
                        .append(':')
                        .append(value.strip().replaceAll(" +", " "))
                        .append('\n'));
        text.append('\n').append(String.join(";", headers.keySet())).append('\n');
        return text.append(payloadHash).toString();
    }

    /** Without empty and dot segments (RFC 3986, section 5.2.4). */
    private static String normal(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.removeLast();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        String joined = '/' + String.join("/", segments);
        return path.endsWith("/") && !segments.isEmpty() ? joined + '/' : joined;
    }

    /** Sorted by name, then value, each encoded anew. */
    private static String query(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return "";
        }
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .map(SigV4::parameter)
                .sorted((a, b) -> a[0].equals(b[0]) ? a[1].compareTo(b[1]) : a[0].compareTo(b[0]))
                .map(pair -> pair[0] + '=' + pair[1])
                .collect(Collectors.joining("&"));
    }

    private static String[] parameter(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        return new String[] {
            Percent.encoded(Percent.decoded(name)), Percent.encoded(Percent.decoded(value))
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256: missing (expected: in every JDK)", e);
        }
    }
}
