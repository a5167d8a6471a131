using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace GameAuth.Psn.Tests.Import;

/// <summary>Sign-ins of other programs: what is taken, what is not, and why.</summary>
public sealed class ImportTests : IDisposable
{
    private const string Duid = "f00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeed";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("psn-import");

    [Fact]
    public async Task The_desktop_app_s_sign_in_and_device_go_on_here()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        ImportResult result = await psn.ImportAsync(PartyApp(Tokens(world.Service.GrantElsewhere(), Access()), Duid), new ImportOptions { RemoveSource = true });
        AccountId id = Assert.Single(result.Imported).Account;
        Assert.True(result.DeviceTaken);
        Assert.Empty(result.NotRemoved);
        Assert.Empty(_folder.GetFiles());

        // Nothing was asked; the first use refreshes, and the service says when the sign-in ends.
        Assert.Empty(world.Service.Sent);
        PsnAccount me = (await psn.FindAsync(id))!;
        Assert.Null(me.SignInExpiresAt);
        await me.Trophies.GetSummaryAsync();
        Assert.Equal(1, world.Service.Count("refresh"));
        Assert.NotNull(me.SignInExpiresAt);
        Assert.DoesNotContain("synthetic-access", string.Concat(world.Service.Sent.Select(static call => $"{call.Body} {string.Concat(call.Headers.Values)}")), StringComparison.Ordinal);
        await psn.AddAccountAsync(PsnSignIn.SsoToken(world.Prompt));
        Assert.Equal(Duid, world.Service.Last("sso").Form["duid"]);
    }

    [Fact]
    public async Task An_id_that_this_installation_has_stays_and_one_that_nobody_wants_is_left()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        string grant = world.Service.GrantElsewhere();
        Assert.False((await psn.ImportAsync(PartyApp(Tokens(grant, Access()), Duid), new ImportOptions { TakeDevice = false })).DeviceTaken);
        await psn.AddAccountAsync(PsnSignIn.SsoToken(world.Prompt));
        string own = world.Service.Last("sso").Form["duid"];
        Assert.NotEqual(Duid, own);
        Assert.False((await psn.ImportAsync(PartyApp(Tokens("emu-refresh-other", Access("9000000000000000009")), Duid))).DeviceTaken);
        await psn.AddAccountAsync(PsnSignIn.SsoToken(world.Prompt));
        Assert.Equal(own, world.Service.Last("sso").Form["duid"]);
    }

    [Theory]
    [InlineData("0000000700410080f00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeed")]
    [InlineData("f00dfeedf00dfeedf00dfeedf00dfeedf00dfeed456d753a50686f6e65205831")]
    [InlineData("f00dfeedf00dfeedf00dfeedf00dfeedf00dfeed456d753a50686f6e65000000")]
    [InlineData("f00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfee")]
    [InlineData("f00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf0")]
    [InlineData("g00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeedf00dfeed")]
    [InlineData("")]
    public async Task An_id_of_a_phone_or_of_anything_else_is_nobody_s_here(string duid)
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        ImportResult result = await psn.ImportAsync(PartyApp(Tokens(world.Service.GrantElsewhere(), Access()), duid));
        Assert.Equal((1, false), (result.Imported.Count, result.DeviceTaken));
        await psn.AddAccountAsync(PsnSignIn.SsoToken(world.Prompt));
        Assert.NotEqual(duid, world.Service.Last("sso").Form["duid"]);
    }

    [Fact]
    public async Task The_tokens_of_psn_api_go_on_here()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        string grant = world.Service.GrantElsewhere();
        string file = $$"""{"accessToken":"{{Access()}}","expiresIn":3599,"idToken":"synthetic","refreshToken":"{{grant}}","refreshTokenExpiresIn":5183999,"scope":"psn:clientapp psn:mobile.v2.core","tokenType":"bearer"}""";
        PsnAccount me = (await psn.FindAsync(Assert.Single((await psn.ImportAsync(PsnApi(file))).Imported).Account))!;
        Assert.Null(me.SignInExpiresAt);
        await me.Trophies.GetSummaryAsync();
        Assert.Equal(grant, world.Service.Last("refresh").Form["refresh_token"]);
        PsnAccount same = await psn.SignInAsync(PsnSignIn.Npsso(world.Prompt) with { Account = me.Id });
        Assert.Equal((me.Id, ScriptedService.Player), (same.Id, same.Subject));
        Assert.Equal(ImportSkipReason.AlreadyThere, Assert.Single((await psn.ImportAsync(PsnApi(file))).Skipped).Reason);
    }

    [Fact]
    public async Task A_player_who_has_an_account_is_known_by_the_claims_of_the_access_token()
    {
        await using PsnWorld world = new();
        PsnAccount me = await world.SignInAsync();
        IPsnAuth psn = (IPsnAuth)world.Host.Services.GetService(typeof(IPsnAuth))!;
        SkippedCredential skipped = Assert.Single((await psn.ImportAsync(PsnApi($$"""{"refreshToken":"emu-refresh-other","accessToken":"{{Access(ScriptedService.Player)}}"}"""))).Skipped);
        Assert.Equal((ImportSkipReason.AlreadyThere, me.Id), (skipped.Reason, skipped.Account));
    }

    [Theory]
    [InlineData("""{"accessToken":"x"}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"refreshToken":""}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"refreshToken":17}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"refreshToken":{}}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"refreshToken":"two words"}""", ImportSkipReason.Unreadable)]
    [InlineData("""{"refreshToken":"a\r\nb"}""", ImportSkipReason.Unreadable)]
    [InlineData("""{"refreshToken":"a\ud800b"}""", ImportSkipReason.Unreadable)]
    [InlineData("""{"refreshToken":"emu-1","scope":"psn:clientapp"}""", ImportSkipReason.OtherEndpoint)]
    [InlineData("""[{"refreshToken":"emu-1"}]""", ImportSkipReason.Unreadable)]
    [InlineData("\"text\"", ImportSkipReason.Unreadable)]
    [InlineData("""{"refreshToken":"emu-1" """, ImportSkipReason.Unreadable)]
    [InlineData("<html></html>", ImportSkipReason.Unreadable)]
    [InlineData("undefined", ImportSkipReason.Unreadable)]
    [InlineData("deep", ImportSkipReason.Unreadable)]
    [InlineData("large", ImportSkipReason.Unreadable)]
    public async Task What_can_not_be_taken_says_why_and_nothing_is_stored(string file, ImportSkipReason reason)
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        string content = file switch
        {
            "deep" => $$"""{"refreshToken":"emu-1","more":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""",
            "large" => $$"""{"refreshToken":"emu-1","more":"{{new string('x', 5 << 20)}}"}""",
            _ => file,
        };
        ImportResult result = await psn.ImportAsync(PsnApi(content), new ImportOptions { RemoveSource = true });
        Assert.Empty(result.Imported);
        Assert.Equal(reason, Assert.Single(result.Skipped).Reason);
        Assert.Single(result.NotRemoved);
        Assert.Null(await psn.FindAsync());
        Assert.True(Assert.Single(_folder.GetFiles()).Length > 0);
    }

    [Theory]
    [InlineData("{}", ImportSkipReason.NoGrant)]
    [InlineData("""{"psn_tokens":null}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"psn_tokens":"emu"}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"psn_tokens":[]}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"psn_tokens":{"refreshToken":"two words"}}""", ImportSkipReason.Unreadable)]
    [InlineData("[]", ImportSkipReason.Unreadable)]
    [InlineData("{", ImportSkipReason.Unreadable)]
    public async Task A_store_of_the_desktop_app_that_has_no_sign_in_says_so(string file, ImportSkipReason reason)
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), file);
        ImportResult result = await psn.ImportAsync(PsnImport.FromPartyApp(_folder.FullName));
        Assert.Equal(reason, Assert.Single(result.Skipped).Reason);
        Assert.Null(await psn.FindAsync());
    }

    /// <summary>That program writes zero for an end that it was not told, and makes one up at times: only one that has passed is believed.</summary>
    [Theory]
    [InlineData("0", true)]
    [InlineData("-1", true)]
    [InlineData("1e300", true)]
    [InlineData("\"soon\"", true)]
    [InlineData("4102444800000", true)]
    [InlineData("946684800000", false)]
    public async Task An_end_by_the_source_s_word_is_believed_when_it_has_passed(string end, bool isTaken)
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        ImportResult result = await psn.ImportAsync(PartyApp($$"""{"refreshToken":"emu-refresh-1","accessToken":"x","expiresAt":1,"refreshExpiresAt":{{end}}}""", Duid));
        Assert.Equal(isTaken, result.Imported.Count == 1);
        if (isTaken)
        {
            Assert.Null((await psn.FindAsync(result.Imported[0].Account))!.SignInExpiresAt);
        }
        else
        {
            Assert.Equal(ImportSkipReason.Expired, result.Skipped[0].Reason);
        }
    }

    [Fact]
    public async Task What_was_issued_to_another_client_is_not_taken()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        string file = $$"""{"refreshToken":"emu-refresh-1","accessToken":"{{Access(client: "00000000-0000-4000-8000-0000000000cc")}}"}""";
        Assert.Equal(ImportSkipReason.OtherClientId, Assert.Single((await psn.ImportAsync(PsnApi(file))).Skipped).Reason);
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => psn.ImportAsync(PsnApi(file) with { ClientId = "another" }));
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("a.e30.c")]
    [InlineData("a.W10.c")]
    [InlineData("no token at all")]
    public async Task An_access_token_that_says_nothing_is_no_obstacle(string access)
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        Assert.Single((await psn.ImportAsync(PsnApi($$"""{"refreshToken":"emu-refresh-1","accessToken":"{{access}}"}"""))).Imported);
    }

    [Fact]
    public async Task Another_provider_s_source_is_refused()
    {
        await using PsnWorld world = new();
        IPsnAuth psn = await world.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => psn.ImportAsync(new OtherImport(_folder.FullName)));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Tokens(string refresh, string access) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"accessToken":"{{access}}","refreshToken":"{{refresh}}","expiresAt":1893459600000,"refreshExpiresAt":1898640000000}""");

    private static string Access(string account = "9000000000000000007", string client = ScriptedService.ClientId)
    {
        string claims = $$"""{"account_id":"{{account}}","client_id":"{{client}}"}""";
        return $"synthetic-access.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.synthetic";
    }

    private PsnImport PartyApp(string tokens, string duid)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "config.json"), $$"""{"psn_device_id":"{{duid}}","psn_tokens":{{tokens}},"zoom":1}""");
        return PsnImport.FromPartyApp(_folder.FullName);
    }

    private PsnImport PsnApi(string content)
    {
        string path = Path.Combine(_folder.FullName, "tokens.json");
        File.WriteAllText(path, content);
        return PsnImport.FromPsnApi(path);
    }

    private sealed record OtherImport(string Place) : CredentialImport(Place);
}
