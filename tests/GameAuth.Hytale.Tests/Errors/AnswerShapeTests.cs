using System.Text;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Testing;

namespace GameAuth.Hytale.Tests.Errors;

/// <summary>Every shape of a good answer: an odd member that is not needed costs nothing, and a needed one is a typed error.</summary>
public class AnswerShapeTests
{
    private const string Tokens = """
        {"access_token":"emu-access","refresh_token":"ory_rt_emu","expires_in":3600,"token_type":"Bearer","scope":"openid offline","account_id":"00000000-0000-4000-8000-0000000000aa","user_id":"u"}
        """;

    private static readonly HytaleOptions Options = new() { ClientId = "emu-client", Dialect = HytaleDialect.Gateway };
    private static readonly GatewayTokenReader Gateway = new(Options, new FakeClock());

    [Fact]
    public Task Tokens_that_a_gateway_says_to_a_poll() => AnswerShapes.CheckAsync(Tokens, ["access_token"], static async text =>
    {
        ProviderResponse answer = await AnswerAsync(text, HytaleStep.Poll);
        DevicePollResult<HytaleGrant> result = Gateway.ReadPoll(answer);
        _ = result.Granted ?? throw result.Failure ?? answer.Failure("was not granted");
    });

    [Fact]
    public Task Tokens_that_a_gateway_says_to_a_refresh() => AnswerShapes.CheckAsync(Tokens, ["access_token"], static async text =>
    {
        HytaleGrant previous = new() { AccessToken = new Secret("emu-before"), RefreshToken = new Secret("ory_rt_before"), ClientId = "emu-client" };
        HytaleGrant grant = Gateway.ReadRefresh(await AnswerAsync(text, HytaleStep.Refresh), previous);

        // Whatever is odd beside it, the rotated token is not lost.
        bool isUntouched = text.Contains("\"refresh_token\":\"ory_rt_emu\"", StringComparison.Ordinal) && text.Split("refresh_token").Length == 2;
        Assert.True(!isUntouched || grant.RefreshToken!.Reveal() == "ory_rt_emu");
    });

    [Theory]
    [InlineData("owner")]
    [InlineData("account_id")]
    public Task Profiles(string owner) => AnswerShapes.CheckAsync(
        $$"""{"{{owner}}":"{{ScriptedService.Owner}}","profiles":[{"uuid":"{{ScriptedService.Warden}}","username":"EmuWarden","entitlements":["game.base"]}],"more":{"a":1} }""",
        [owner],
        static async text =>
        {
            ProviderResponse answer = await AnswerAsync(text, HytaleStep.Profiles);
            _ = answer.ReadJson(HytaleJson.Default.ProfilesBody).ToProfiles(answer, known: null);
        });

    [Theory]
    [InlineData(HytaleDialect.Direct, """{"sessionToken":"emu-session","identityToken":"emu-identity","expiresAt":"2039-01-01T01:00:00.123456789Z","more":[]}""", "sessionToken,identityToken,expiresAt")]
    [InlineData(
        HytaleDialect.Gateway,
        """{"session_id":"emu-id","account_id":"emu","session_token":"emu-session","identity_token":"emu-identity","expires_at":"2039-01-01T01:00:00Z","status":"active"}""",
        "session_token,identity_token,expires_at")]
    public async Task A_game_session(HytaleDialect dialect, string good, string needed)
    {
        await using HytaleWorld world = new(dialect);
        HytaleAccount me = await world.SignInAsync();
        await AnswerShapes.CheckAsync(good, needed.Split(','), async text =>
        {
            // The limit of an hour, and the login that ends with it.
            world.Clock.Advance(TimeSpan.FromMinutes(10));
            world.Service.Next("new", () => ScriptedAnswer.Json(200, text));
            world.Service.Next("end", () => ScriptedAnswer.Json(200, "{}"));
            await using HytaleGameSession session = await me.CreateGameSessionAsync(ScriptedService.Warden);
            Assert.True(ServerToken.IsUsable(session.SessionToken) && ServerToken.IsUsable(session.IdentityToken));
        });
    }

    private static async Task<ProviderResponse> AnswerAsync(string text, string step)
    {
        using HttpResponseMessage response = new() { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };
        return await ProviderResponse.ReadAsync(response, new ResponseOrigin("hytale", step, DateTimeOffset.UnixEpoch), ProviderResponse.MaxAuthBody, CancellationToken.None);
    }
}
