// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.martlet.provider.chat.CarriedThought;
import dev.martlet.provider.chat.ChatRequest;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Losses;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Message;
import dev.martlet.provider.chat.OutputFormat;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Role;
import dev.martlet.provider.chat.Sampling;
import dev.martlet.provider.chat.Thinking;
import dev.martlet.provider.chat.Tool;
import dev.martlet.provider.chat.ToolChoice;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.dialect.Dialect.Address;
import dev.martlet.provider.golden.Conversations;
import dev.martlet.provider.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class AnthropicRequestTest {
    private final AnthropicDialect dialect = new AnthropicDialect();
    private final Losses losses = new Losses();

    private ChatRequest read(String json) {
        return dialect.readRequest(Json.read(json.replace('\'', '"')), Address.NONE);
    }

    /** A request with something more. */
    private ChatRequest readWith(String more) {
        return read("{'model':'m','max_tokens':9,'messages':[]," + more + "}");
    }

    private JsonNode write(ChatRequest request) {
        return dialect.writeRequest(request, losses);
    }

    private static JsonNode json(String json) {
        return Json.read(json.replace('\'', '"'));
    }

    private static ChatRequest asking(
            String model,
            List<Message> messages,
            Sampling sampling,
            OutputFormat format,
            Thinking thinking,
            Tool... tools) {
        return new ChatRequest(
                model,
                false,
                true,
                messages,
                List.of(tools),
                new ToolChoice.Auto(),
                null,
                sampling,
                format,
                thinking,
                null,
                Extras.NONE);
    }

    private static ChatRequest asking(Message... messages) {
        return asking("m", List.of(messages), Sampling.DEFAULT, new OutputFormat.Text(), null);
    }

    private static ChatRequest thinking(String model, Integer limit, Thinking thinking) {
        var sampling =
                new Sampling(
                        null, null, null, limit, List.of(), null, null, null, null, null, null);
        return asking(
                model,
                List.of(new Message(Role.USER, List.of(new Part.Text("Hi")))),
                sampling,
                new OutputFormat.Text(),
                thinking);
    }

    private static Message message(Role role, Part... parts) {
        return new Message(role, List.of(parts));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'max_tokens':1,'messages':[]}|model: missing",
                "{'model':'m','messages':[]}|max_tokens: missing",
                "{'model':'m','max_tokens':'1','messages':[]}|max_tokens: a string",
                "{'model':'m','max_tokens':1}|messages: missing",
                "{'model':'m','max_tokens':1,'messages':[{'role':'bot','content':''}]}"
                        + "|messages[0].role: unknown",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':7}]}"
                        + "|messages[0].content: wrong",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':"
                        + "[{'type':'text','text':'a'},{'type':'image'}]}]}"
                        + "|messages[0].content[1].source: missing",
                "{'model':'m','max_tokens':1,'messages':[],'thinking':{'type':'enabled'}}"
                        + "|thinking.budget_tokens: missing",
            })
    void aFaultIsNamedByItsField(String body, String message) {
        assertThatThrownBy(() -> read(body.replace("''", "\"\"")))
                .isInstanceOf(BadChatException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void whatTheHubHasNoWordForGoesBackWhereItStood() {
        String body =
                "{'model':'m','max_tokens':9,"
                        + "'system':[{'type':'text','text':'S','cache_control':{'type':'ephemeral'}}],"
                        + "'service_tier':'auto','container':'c1','metadata':{'user_id':'u','x':1},"
                        + "'messages':[{'role':'user','content':[{'type':'text','text':'T',"
                        + "'cache_control':{'type':'ephemeral','ttl':'1h'}},"
                        + "{'type':'search_result','source':'s','title':'t','content':[]}]}],"
                        + "'tools':[{'name':'f','input_schema':{'type':'object'},'defer_loading':true},"
                        + "{'type':'web_search_20250305','name':'web_search'}],"
                        + "'output_config':{'task_budget':{'total':5}},"
                        + "'tool_choice':{'type':'any','disable_parallel_tool_use':true},"
                        + "'top_k':5,'stream':true}";

        assertThat(write(read(body))).isEqualTo(json(body));
        assertThat(losses.refused()).isEmpty();
        assertThat(losses.hints()).isEmpty();
    }

    @Test
    void aCacheMarkIsAHintAndAServerToolIsNoneForOtherDialects() {
        ChatRequest request =
                readWith(
                        "'system':[{'type':'text','text':'S','cache_control':{'type':'ephemeral'}}],"
                                + "'tools':[{'type':'bash_20250124','name':'bash'}]");

        request.messages()
                .getFirst()
                .parts()
                .getFirst()
                .extras()
                .write(Json.object(), "other", losses);

        assertThat(losses.hints()).containsExactly("system[0].cache_control");
        assertThat(request.tools().getFirst())
                .isEqualTo(
                        new Tool.Builtin(
                                AnthropicDialect.NAME,
                                "tools[0]",
                                json("{'type':'bash_20250124','name':'bash'}")));
    }

    @Test
    void resultsOfToolsBecomeAMessageOfTheirOwnAndJoinTheUsersAgain() {
        String turn =
                "{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':"
                        + "[{'type':'text','text':'r'},{'type':'image','source':"
                        + "{'type':'file','file_id':'file_1'}}]},"
                        + "{'type':'text','text':'Go on'}]}";
        ChatRequest request = read("{'model':'m','max_tokens':9,'messages':[" + turn + "]}");

        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.TOOL, Role.USER);
        assertThat(write(request).path("messages")).isEqualTo(json("[" + turn + "]"));
    }

    @Test
    void idsOfOtherDialectsAreMadeFitAndStillMeet() {
        String id = "call:" + "x".repeat(80);
        var call = new Part.ToolCall(id, "f", "{}", null, Extras.NONE);
        var other = new Part.ToolCall(id + "y", "f", "", null, Extras.NONE);
        var result = new Part.ToolResult(id, null, List.of(), false, Extras.NONE);

        JsonNode messages =
                write(asking(message(Role.ASSISTANT, call, other), message(Role.TOOL, result)))
                        .path("messages");

        String first = messages.path(0).path("content").path(0).path("id").stringValue();
        assertThat(first).matches("[a-zA-Z0-9_-]{1,64}").startsWith("call_xxx");
        assertThat(messages.path(1).path("content").path(0).path("tool_use_id").stringValue())
                .isEqualTo(first);
        assertThat(messages.path(0).path("content").path(1).path("id").stringValue())
                .isNotEqualTo(first);
        assertThat(messages.path(0).path("content").path(1).path("input")).isEqualTo(json("{}"));
    }

    @Test
    void argumentsThatAreNoObjectAreShownAsTheyAre() {
        var call = new Part.ToolCall("a", "f", "{\"city\":", null, Extras.NONE);

        JsonNode body = write(asking(message(Role.ASSISTANT, call)));

        assertThat(body.at("/messages/0/content/0/input"))
                .isEqualTo(Json.object().put("invalid_arguments", "{\"city\":"));
    }

    @Test
    void neighboursOfOneRoleAreMergedAndEmptyTextIsLeftOut() {
        JsonNode body =
                write(
                        asking(
                                message(Role.USER, new Part.Text("a")),
                                message(Role.USER, new Part.Text("b"), new Part.Text("")),
                                message(Role.ASSISTANT, new Part.Text("")),
                                message(Role.USER, new Part.Text("c"))));

        assertThat(body.path("messages"))
                .isEqualTo(
                        json(
                                "[{'role':'user','content':[{'type':'text','text':'a'},"
                                        + "{'type':'text','text':'b'},{'type':'text','text':'c'}]}]"));
    }

    @Test
    void instructionsInTheMiddleAreToldAndStandAtTheBeginning() {
        JsonNode body =
                write(
                        asking(
                                message(Role.SYSTEM, new Part.Text("a")),
                                message(Role.DEVELOPER, new Part.Text("b")),
                                message(Role.USER, new Part.Text("c")),
                                message(Role.SYSTEM, new Part.Text("d"))));

        assertThat(body.path("system").size()).isEqualTo(3);
        assertThat(losses.refused())
                .containsExactly("messages[3]: system message after the beginning");
    }

    @Test
    void theLimitOfTokensIsNeverMissing() {
        assertThat(write(thinking("m", null, null)).path("max_tokens").intValue())
                .isEqualTo(AnthropicDialect.DEFAULT_MAX_TOKENS);
        assertThat(
                        write(thinking("m", null, new Thinking(true, null, 2000, null)))
                                .path("max_tokens")
                                .intValue())
                .isEqualTo(AnthropicDialect.DEFAULT_MAX_TOKENS + 2000);
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-7-sonnet-20250219,enabled,enabled",
        "claude-sonnet-4-20250514,enabled,enabled",
        "claude-opus-4-5-20251101,enabled,enabled",
        "claude-opus-4-6,enabled,adaptive",
        "claude-opus-4-8,adaptive,adaptive",
        "claude-sonnet-5,adaptive,adaptive",
        "anthropic.claude-opus-4-5-20251101-v1:0,enabled,enabled",
        "kimi-k2,enabled,enabled",
    })
    void aModelIsAskedToThinkInTheWayItKnows(String model, String budget, String effort) {
        JsonNode byBudget = write(thinking(model, 9000, new Thinking(true, null, 4000, null)));
        JsonNode byEffort = write(thinking(model, 9000, new Thinking(true, "low", null, null)));

        assertThat(byBudget.at("/thinking/type").stringValue()).isEqualTo(budget);
        assertThat(byEffort.at("/thinking/type").stringValue()).isEqualTo(effort);
        assertThat(byEffort.at("/output_config/effort").asString(""))
                .isEqualTo(effort.equals("adaptive") ? "low" : "");
    }

    @Test
    void aBudgetStaysBelowTheLimitOrIsTold() {
        JsonNode half = write(thinking("m", 4000, new Thinking(true, "high", null, null)));
        JsonNode below = write(thinking("m", 4000, new Thinking(true, null, 4000, null)));
        assertThat(half.at("/thinking/budget_tokens").intValue()).isEqualTo(2000);
        assertThat(below.at("/thinking/budget_tokens").intValue()).isEqualTo(3999);
        assertThat(losses.refused()).isEmpty();

        JsonNode none = write(thinking("m", 500, new Thinking(true, "high", null, null)));
        assertThat(none.has("thinking")).isFalse();
        assertThat(losses.refused()).containsExactly("reasoning");
    }

    @Test
    void thinkingIsReadInAllItsForms() {
        assertThat(readWith("'thinking':{'type':'enabled','budget_tokens':2000}").thinking())
                .isEqualTo(new Thinking(true, null, 2000, true));
        assertThat(
                        readWith(
                                        "'thinking':{'type':'adaptive','display':'omitted'},"
                                                + "'output_config':{'effort':'max'}")
                                .thinking())
                .isEqualTo(new Thinking(true, "max", null, false));
        assertThat(readWith("'thinking':{'type':'disabled'}").thinking())
                .isEqualTo(new Thinking(false, null, null, null));
    }

    @Test
    void anotherProvidersThoughtStaysAway() {
        var foreign = new Part.Reasoning("Hm", true, "sig", null, null, "gemini", Extras.NONE);

        JsonNode body = write(asking(message(Role.ASSISTANT, foreign, new Part.Text("Done"))));

        assertThat(body.at("/messages/0/content"))
                .isEqualTo(json("[{'type':'text','text':'Done'}]"));
        assertThat(losses.refused()).isEmpty();
    }

    @Test
    void aModelWithABudgetGoesOnAfterToolsOnlyFromItsOwnThought() {
        var thinking = new Thinking(true, null, 2000, null);
        Message calls =
                message(Role.ASSISTANT, new Part.ToolCall("a", "f", "{}", null, Extras.NONE));
        Message results =
                message(Role.TOOL, new Part.ToolResult("a", null, List.of(), false, Extras.NONE));
        var signed =
                new Part.Reasoning("Hm", true, "s", null, null, AnthropicDialect.NAME, Extras.NONE);

        JsonNode without = write(resumed("claude-sonnet-4-5", thinking, calls, results));
        assertThat(without.has("thinking")).isFalse();
        assertThat(losses.hints()).containsExactly("reasoning");

        Message thought = message(Role.ASSISTANT, signed);
        JsonNode with = write(resumed("claude-sonnet-4-5", thinking, thought, calls, results));
        JsonNode newer = write(resumed("claude-opus-4-8", thinking, calls, results));
        assertThat(with.has("thinking")).isTrue();
        assertThat(newer.has("thinking")).isTrue();
        assertThat(losses.hints()).hasSize(1);
    }

    private static ChatRequest resumed(String model, Thinking thinking, Message... messages) {
        return asking(
                model, List.of(messages), Sampling.DEFAULT, new OutputFormat.Text(), thinking);
    }

    @Test
    void aCacheMarkOfAnotherDialectIsSaidInTheWordsOfThisOne() {
        var mark = new Extras("other", "x", Map.of("cachePoint", json("{'ttl':'1h'}")));

        JsonNode body = write(asking(message(Role.USER, new Part.Text("a", null, mark))));

        assertThat(body.at("/messages/0/content/0/cache_control"))
                .isEqualTo(json("{'type':'ephemeral','ttl':'1h'}"));
        assertThat(losses.hints()).isEmpty();
    }

    @Test
    void whatWasCarriedThroughTheClientIsRestored() {
        String thought =
                new CarriedThought("openai-responses", null, null, "enc", "rs_1", true).text();
        String call = CarriedThought.ofCall("gemini", "c1", "c2ln").text();

        ChatRequest request =
                read(
                        "{'model':'m','max_tokens':9,'messages':[{'role':'assistant','content':["
                                + "{'type':'thinking','thinking':'Hm','signature':'"
                                + thought
                                + "'},{'type':'thinking','thinking':'','signature':'"
                                + call
                                + "'},{'type':'tool_use','id':'c1','name':'f','input':{}}]}]}");

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new Part.Reasoning(
                                "Hm", true, null, "enc", "rs_1", "openai-responses", Extras.NONE),
                        new Part.ToolCall("c1", "f", "{}", "c2ln", Extras.NONE));
    }

    @Test
    void whatTheDialectCannotSayIsTold() {
        var sampling =
                new Sampling(
                        new BigDecimal("1.5"),
                        null,
                        null,
                        null,
                        List.of(),
                        7L,
                        BigDecimal.ONE,
                        BigDecimal.ZERO,
                        2,
                        true,
                        null);
        var sound = new Part.Audio(new Media.Inline("audio/wav", "AA=="), "wav", Extras.NONE);
        var image = new Part.Image(new Media.Uploaded("file-abc"), "high", Extras.NONE);
        var sheet =
                new Part.File(new Media.Inline("application/x-sheet", "AA=="), null, Extras.NONE);
        var opaque = new Part.Opaque("other", "messages[0].content[4]", json("{'type':'x'}"));
        var builtin = new Tool.Builtin("other", "tools[0]", json("{'type':'y'}"));
        var message =
                new Message(Role.USER, List.of(sound, image, sheet, opaque), "Bob", Extras.NONE);

        JsonNode body =
                write(
                        asking(
                                "m",
                                List.of(message),
                                sampling,
                                new OutputFormat.Text(),
                                null,
                                builtin));

        assertThat(losses.refused())
                .containsExactly(
                        "messages[0]: name of the speaker",
                        "messages[0]: audio",
                        "messages[0]: image detail",
                        "messages[0]: image by file id",
                        "messages[0]: inline file",
                        "messages[0].content[4]",
                        "tools[0]",
                        "temperature",
                        "seed",
                        "presence_penalty",
                        "n",
                        "logprobs");
        assertThat(body.path("temperature").decimalValue()).isEqualTo(BigDecimal.ONE);
    }

    @Test
    void aTextFileIsATextDocument() {
        var file = new Part.File(new Media.Inline("text/csv", "YSxiCg=="), "a.csv", Extras.NONE);

        ObjectNode body = dialect.writeRequest(asking(message(Role.USER, file)), losses);

        assertThat(body.at("/messages/0/content/0"))
                .isEqualTo(
                        json(
                                "{'type':'document','source':{'type':'text',"
                                        + "'media_type':'text/plain','data':'a,b\\n'},"
                                        + "'title':'a.csv'}"));
        body.put("max_tokens", 1);
        assertThat(dialect.readRequest(body, Address.NONE).messages().getFirst().parts())
                .containsExactly(
                        new Part.File(
                                new Media.Inline("text/plain", "YSxiCg=="), "a.csv", Extras.NONE));
    }

    @Test
    void aSchemaMayBeAToolThatHasToBeCalled() {
        ChatRequest request = new Conversations("m").structured();

        JsonNode body =
                new AnthropicDialect(StructuredOutput.FORCED_TOOL).writeRequest(request, losses);

        assertThat(body.at("/tools/0/input_schema")).isEqualTo(Conversations.PERSON);
        assertThat(body.path("tool_choice"))
                .isEqualTo(json("{'type':'tool','name':'martlet_structured_output'}"));
        assertThat(body.has("output_config")).isFalse();
        assertThat(losses.refused()).isEmpty();
    }

    @Test
    void amongOtherToolsTheAnswerIsOneOfThem() {
        var other = new Tool.Function("f", null, null, true, Extras.NONE);
        ChatRequest request =
                asking(
                        "m",
                        List.of(),
                        Sampling.DEFAULT,
                        new OutputFormat.JsonObject(),
                        null,
                        other);

        JsonNode body = write(request);

        assertThat(body.path("tools").size()).isEqualTo(2);
        assertThat(body.at("/tools/0"))
                .isEqualTo(
                        json(
                                "{'name':'f','input_schema':{'type':'object','properties':{}},"
                                        + "'strict':true}"));
        assertThat(body.path("tool_choice")).isEqualTo(json("{'type':'any'}"));
    }

    @Test
    void aModelThatThinksCannotBeForced() {
        ChatRequest request =
                asking(
                        "m",
                        List.of(),
                        Sampling.DEFAULT,
                        new OutputFormat.JsonObject(),
                        new Thinking(true, null, 2000, null));

        assertThat(write(request).has("tools")).isFalse();
        assertThat(losses.refused()).containsExactly("json_object response format");
    }

    @Test
    void theBetaFormOfStructuredOutputIsRead() {
        assertThat(readWith("'output_format':{'type':'json_schema','schema':{'a':1}}").format())
                .isEqualTo(new OutputFormat.JsonSchema("response", null, json("{'a':1}"), null));
    }

    @Test
    void theClientsOwnTreeIsLeftAlone() {
        ChatRequest request =
                readWith(
                                "'output_config':{'x':1,'effort':'low'},"
                                        + "'thinking':{'type':'adaptive'}")
                        .withModel("claude-opus-4-8");
        JsonNode kept = request.extras().fields().get("output_config").deepCopy();

        assertThat(write(request).path("output_config")).isEqualTo(json("{'x':1,'effort':'low'}"));
        assertThat(request.extras().fields().get("output_config")).isEqualTo(kept);
    }

    @Test
    void tokensAreCountedOfWhatHasTokens() {
        JsonNode body =
                json(
                        "{'model':'m','system':'S','messages':[{'role':'user','content':'Hi'}],"
                                + "'tools':[{'name':'f','input_schema':{'type':'object'}}]}");

        ChatRequest request = TokenCount.readRequest(body);

        assertThat(TokenCount.writeRequest(request, losses)).isEqualTo(body);
        assertThat(TokenCount.readReply(TokenCount.writeReply(42))).isEqualTo(42);
        assertThatThrownBy(() -> TokenCount.readReply(json("{}")))
                .isInstanceOf(BadChatException.class);
    }
}
