// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.bedrock;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bedrock's words for formats of media, against media types. */
final class Formats {
    static final Formats IMAGE =
            new Formats(
                    "image",
                    Map.of(
                            "image/png", "png",
                            "image/jpeg", "jpeg",
                            "image/jpg", "jpeg",
                            "image/gif", "gif",
                            "image/webp", "webp"),
                    Map.of("jpeg", "image/jpeg"));
    static final Formats DOCUMENT =
            new Formats(
                    "document",
                    Map.of(
                            "application/pdf",
                            "pdf",
                            "text/csv",
                            "csv",
                            "application/msword",
                            "doc",
                            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                            "docx",
                            "application/vnd.ms-excel",
                            "xls",
                            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                            "xlsx",
                            "text/html",
                            "html",
                            "text/plain",
                            "txt",
                            "text/markdown",
                            "md"),
                    Map.of());
    static final Formats VIDEO =
            new Formats(
                    "video",
                    Map.of(
                            "video/x-matroska", "mkv",
                            "video/quicktime", "mov",
                            "video/mp4", "mp4",
                            "video/webm", "webm",
                            "video/x-flv", "flv",
                            "video/mpeg", "mpeg",
                            "video/x-ms-wmv", "wmv",
                            "video/3gpp", "three_gp"),
                    Map.of("mpg", "video/mpeg"));
    static final Formats AUDIO =
            new Formats(
                    "audio",
                    Map.of(
                            "audio/mpeg", "mp3",
                            "audio/mp3", "mp3",
                            "audio/wav", "wav",
                            "audio/x-wav", "wav",
                            "audio/aac", "aac",
                            "audio/flac", "flac",
                            "audio/ogg", "ogg",
                            "audio/opus", "opus",
                            "audio/webm", "webm",
                            "audio/l16", "pcm"),
                    Map.of("mp3", "audio/mpeg", "wav", "audio/wav"));

    private final String kind;
    private final Map<String, String> words;
    private final Map<String, String> preferred;

    private Formats(String kind, Map<String, String> words, Map<String, String> preferred) {
        this.kind = kind;
        this.words = words;
        this.preferred = preferred;
    }

    /** The word for a media type, or null if Bedrock does not take it. */
    @Nullable String word(@Nullable String mediaType) {
        if (mediaType == null) {
            return null;
        }
        int parameters = mediaType.indexOf(';');
        String bare = parameters < 0 ? mediaType : mediaType.substring(0, parameters);
        return words.get(bare.strip().toLowerCase(Locale.ROOT));
    }

    /** The word for what a URL ends in, or null if that says nothing. */
    @Nullable String wordOfName(String url) {
        String ending = url.substring(url.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (words.containsValue(ending)) {
            return ending;
        }
        return ending.equals("jpg") && this == IMAGE ? "jpeg" : null;
    }

    /** The media type of a word; one that nobody knows is taken by its word. */
    String mediaType(String word) {
        String first = preferred.get(word);
        if (first != null) {
            return first;
        }
        for (Map.Entry<String, String> entry : words.entrySet()) {
            if (entry.getValue().equals(word)) {
                return entry.getKey();
            }
        }
        return kind + '/' + word;
    }
}
