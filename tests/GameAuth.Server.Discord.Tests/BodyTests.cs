using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Server.Discord.Tests.World;

namespace GameAuth.Server.Discord.Tests;

/// <summary>Every body that is none of the three shapes is refused without a call, a session or an echo of what it held.</summary>
public sealed class BodyTests(BodyTests.Fixture fixture) : IClassFixture<BodyTests.Fixture>
{
    private const string Mark = "@@";
    private static readonly string Long = $"\"{new string('a', 4097)}\"";
    private static readonly string Deep = string.Concat(Enumerable.Repeat("[", 9)) + string.Concat(Enumerable.Repeat("]", 9));

    // What takes the place of a member's value; each is wrong for every member but where it says so.
    private static readonly string[] Wrong =
    [
        "null", "true", "[]", "{}", "1.5", "-1", "1e400", "\"\"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"", "[\"a\"]", "{\"a\":1,\"a\":2}", Long, Deep, "\"\\r\\nX-Evil: 1\"",
        "\"\u00e9\u00e9\u00e9\"", "NaN", "'a'", "\"unterminated", "18446744073709551616", "253402300800", "-9223372036854775809",
    ];

    private DiscordWorld World => fixture.World;

    public static TheoryData<string, string> Members => new()
    {
        { "code", "client_nonce" }, { "code", "code" }, { "code", "code_verifier" }, { "code", "redirect_uri" }, { "code", "provider" }, { "code", "instance_id" },
        { "token", "client_nonce" }, { "token", "provider" }, { "token", "sdk_auth" }, { "token", "sdk_auth.token" }, { "token", "sdk_auth.expires_at" }, { "token", "sdk_auth.application_id" },
        { "token", "sdk_auth.scope" }, { "token", "instance_id" },
        { "sdk", "client_nonce" }, { "sdk", "provider" }, { "sdk", "sdk_auth" }, { "sdk", "sdk_auth.access_token" }, { "sdk", "sdk_auth.user" }, { "sdk", "sdk_auth.user.id" }, { "sdk", "sdk_auth.expires" },
        { "sdk", "sdk_auth.application" }, { "sdk", "sdk_auth.application.id" }, { "sdk", "sdk_auth.scopes" },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public async Task A_member_of_another_form_is_refused_without_a_call(string shape, string path)
    {
        int calls = World.Calls();
        foreach (string value in Wrong)
        {
            await RefuseAsync(With(shape, path, value), $"{path}={value}");
        }

        // Twice, with the right value both times, and once more under an escaped name.
        string name = path.Split('.')[^1];
        string right = With(shape, path, Mark).Contains(Mark, StringComparison.Ordinal) ? Value(shape, path) : throw new InvalidOperationException(path);
        await RefuseAsync(With(shape, path, $"{right},\"{name}\":{right}"), $"{path} twice");
        await RefuseAsync(With(shape, path, $"{right},\"\\u{(int)name[0]:x4}{name[1..]}\":{right}"), $"{path} twice, escaped");

        // What is not mentioned here may be left out.
        if (path is not ("redirect_uri" or "instance_id") && (shape, path) is not (("code" or "sdk", "provider")))
        {
            JsonObject body = Body(shape);
            Parent(body, path).Remove(name);
            await RefuseAsync(body.ToJsonString(), $"{path} absent");
        }

        Assert.Equal(calls, World.Calls());
        Assert.Empty(await World.Memory.ListFamiliesAsync(World.Discord.IdOf("emunova"), 10, default));
    }

    [Fact]
    public async Task Members_that_nobody_knows_and_shapes_that_are_mixed_are_refused_without_a_call()
    {
        int calls = World.Calls();
        foreach (string shape in (string[])["code", "token", "sdk"])
        {
            JsonObject more = Body(shape);
            more["CANARY"] = 1;
            await RefuseAsync(more.ToJsonString(), "unknown member");
        }

        JsonObject inner = Body("token");
        inner["sdk_auth"]!["user"] = new JsonObject { ["id"] = "1" };
        await RefuseAsync(inner.ToJsonString(), "unknown member of sdk_auth");
        JsonObject mixed = Body("token");
        (mixed["code"], mixed["code_verifier"]) = ("abc", DiscordWorld.Verifier);
        await RefuseAsync(mixed.ToJsonString(), "code beside token");
        JsonObject both = Body("sdk");
        both["sdk_auth"]!["token"] = 1;
        both["sdk_auth"]!["access_token"] = null;
        await RefuseAsync(both.ToJsonString(), "token beside access_token");
        foreach ((string shape, string provider) in new[] { ("code", "discord_sdk"), ("token", "discord_code"), ("sdk", "discord_code"), ("token", "discord"), ("code", "Discord_code") })
        {
            JsonObject body = Body(shape);
            body["provider"] = provider;
            await RefuseAsync(body.ToJsonString(), $"{shape} with {provider}");
        }

        await RefuseAsync("{}", "empty");
        await RefuseAsync("\ufeff" + Body("code").ToJsonString(), "a mark of the byte order");
        await RefuseAsync(Body("code").ToJsonString()[..^1], "half");
        Assert.Equal(calls, World.Calls());
    }

    [Theory]
    [InlineData("code")]
    [InlineData("token")]
    [InlineData("sdk")]
    public async Task A_wrong_encoding_of_a_body_is_refused_without_a_call(string shape)
    {
        int calls = World.Calls();
        byte[] right = Encoding.UTF8.GetBytes(Body(shape).ToJsonString());
        foreach (byte[] body in new byte[][] { [0xef, 0xbb, 0xbf, .. right], [0xff, 0xfe, .. right], Encoding.Unicode.GetBytes(Body(shape).ToJsonString()), [.. right, 0x80], [.. right, 0] })
        {
            using ByteArrayContent content = new(body);
            content.Headers.ContentType = new("application/json");
            Answer answer = await World.PostAsync(DiscordWorld.Exchange, content);
            Assert.Equal((400, "invalid_request"), answer.Outcome);
        }

        Assert.Equal(calls, World.Calls());
    }

    [Fact]
    public async Task The_longest_that_is_right_is_asked_about()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        foreach (JsonObject body in new[] { world.TokenBody(new string('a', 4096)), world.SdkBody(new string('/', 4096)) })
        {
            Assert.Equal((401, "invalid_discord_auth"), (await world.PostAsync(body)).Outcome);
        }

        JsonObject code = world.CodeBody();
        (code["code"], code["code_verifier"], code["provider"]) = (new string('a', 512), new string('~', 128), "discord_code");
        Assert.Equal((401, "invalid_discord_auth"), (await world.PostAsync(code)).Outcome);
        Assert.Equal(3, world.Calls());
    }

    [Fact]
    public async Task What_the_SDK_may_add_one_day_is_no_fault()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        JsonObject body = world.SdkBody();
        (body["provider"], body["sdk_auth"]!["more"], body["sdk_auth"]!["user"]!["more"]) = ("discord_sdk", new JsonArray(1, 2), null);
        Assert.Equal(200, (int)(await world.PostAsync(body)).Status);
    }

    private async Task RefuseAsync(string body, string what)
    {
        Answer answer = await World.PostAsync(body);

        // A list of scopes has its shape without identify too; then it is no sign-in.
        (int, string?) wanted = what is "sdk_auth.scopes=[]" or "sdk_auth.scopes=[\"a\"]" ? (401, "invalid_discord_auth") : (400, "invalid_request");
        Assert.True(answer.Outcome == wanted, $"{what}: {answer.Outcome}");
        Assert.DoesNotContain("CANARY", answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.SetCookie);
    }

    // No code and no token of these is known to Discord, but nothing here may come so far.
    private JsonObject Body(string shape)
    {
        JsonObject body = shape switch
        {
            "code" => new JsonObject { ["client_nonce"] = DiscordWorld.Nonce(), ["provider"] = "discord_code", ["code"] = "CANARYcode", ["code_verifier"] = DiscordWorld.Verifier, ["redirect_uri"] = DiscordWorld.Redirect },
            "token" => World.TokenBody("CANARYtoken"),
            _ => World.SdkBody("CANARYtoken"),
        };
        body["provider"] ??= "discord_sdk";
        body["instance_id"] = "i-1";
        return body;
    }

    private string With(string shape, string path, string value)
    {
        JsonObject body = Body(shape);
        Parent(body, path)[path.Split('.')[^1]] = Mark;
        return body.ToJsonString().Replace($"\"{Mark}\"", value, StringComparison.Ordinal);
    }

    private string Value(string shape, string path) => Parent(Body(shape), path)[path.Split('.')[^1]]!.ToJsonString();

    private static JsonObject Parent(JsonObject body, string path) => path.Split('.')[..^1].Aggregate(body, static (json, name) => json[name]!.AsObject());

    public sealed class Fixture : IAsyncLifetime
    {
        public DiscordWorld World { get; private set; } = null!;

        public async Task InitializeAsync() => World = await DiscordWorld.StartAsync();

        public Task DisposeAsync() => World.DisposeAsync().AsTask();
    }
}
