namespace GameAuth.Hytale.Tests.Import;

public sealed class HyPrismImporterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hytale-import");

    [Theory]
    [InlineData("""{"access_token":"emu-old","refresh_token":"ory_rt_emu-000000","expires_at":1893456000,"username":"EmuPrism"}""")]
    [InlineData("""{"AccessToken":"emu-old","RefreshToken":"ory_rt_emu-000000","ExpiresAt":"2029-01-01T00:00:00Z","Username":"EmuPrism","Owner":"00000000-0000-4000-8000-0000000000aa"}""")]
    [InlineData("""{"accessToken":"emu-old","refreshToken":"ory_rt_emu-000000","expiresAt":{},"username":"EmuPrism"}""")]
    public async Task A_launcher_s_sign_in_is_taken_into_a_registration_of_its_client_id(string file)
    {
        await using HytaleWorld world = new() { Options = static options => options.ClientId = "hytale-launcher" };
        IHytaleAuth hytale = await world.StartAsync();
        ImportResult result = await hytale.ImportAsync(Source(file));
        Assert.Single(result.Imported);
        Assert.Empty(world.Service.Sent);
        HytaleAccount me = (await hytale.FindAsync(result.Imported[0].Account))!;
        Assert.Equal("EmuPrism", me.DisplayName);

        world.Service.Next("refresh", () => ScriptedAnswer.Json(200, """{"access_token":"emu-access-9","refresh_token":"ory_rt_emu-9","expires_in":3600}"""));
        world.Service.Next("profiles", () => ScriptedAnswer.Json(200, """{"owner":"emu-owner","profiles":[]}"""));
        Assert.Empty(await me.GetProfilesAsync());
        Assert.Contains("refresh_token=ory_rt_emu-000000", world.Service.Last("refresh").Body, StringComparison.Ordinal);
        Assert.DoesNotContain("emu-old", string.Concat(world.Service.Sent), StringComparison.Ordinal);
        Assert.Equal(ImportSkipReason.AlreadyThere, Assert.Single((await hytale.ImportAsync(Source(file))).Skipped).Reason);
    }

    [Fact]
    public async Task What_is_taken_is_told_as_a_token_that_is_new_here()
    {
        await using HytaleWorld world = new() { Options = static options => options.ClientId = "hytale-launcher" };
        IHytaleAuth hytale = await world.StartAsync();
        AccountId account = (await hytale.ImportAsync(Source("""{"refresh_token":"ory_rt_emu-000000"}"""))).Imported[0].Account;
        HytaleTokenEvent told = Assert.Single(world.Events.Events.OfType<HytaleTokenEvent>());
        Assert.Equal(
            new HytaleTokenEvent(HytaleEventNames.TokenCreated, world.Clock.GetUtcNow(), account, Prints.Of("ory_rt_emu-000000"), null, HytaleEventOutcome.Succeeded, null), told);

        // What is there already is not new.
        await hytale.ImportAsync(Source("""{"refresh_token":"ory_rt_emu-000000"}"""));
        Assert.Single(world.Events.Events.OfType<HytaleTokenEvent>());
    }

    [Fact]
    public async Task A_grant_for_a_gateway_goes_under_the_account_that_is_configured()
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway)
        { Options = static options => (options.ClientId, options.GatewayAccountId) = ("hytale-launcher", "emu-customer-7") };
        IHytaleAuth hytale = await world.StartAsync();
        ImportResult result = await hytale.ImportAsync(Source("""{"refresh_token":"ory_rt_emu-000000"}"""));
        HytaleAccount imported = (await hytale.FindAsync(result.Imported[0].Account))!;
        await Record.ExceptionAsync(() => imported.GetProfilesAsync());
        Assert.Contains("\"account_id\":\"emu-customer-7\"", world.Service.Last("refresh").Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"refresh_token":"ory_rt_emu-000000"}""", ImportSkipReason.OtherClientId)]
    [InlineData("""{"access_token":"emu-old"}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"refresh_token":"two words"}""", ImportSkipReason.Unreadable)]
    [InlineData("""{"refresh_token":7}""", ImportSkipReason.NoGrant)]
    [InlineData("[]", ImportSkipReason.Unreadable)]
    [InlineData("not json", ImportSkipReason.Unreadable)]
    public async Task What_can_not_be_taken_says_why_and_nothing_is_stored(string file, ImportSkipReason reason)
    {
        await using HytaleWorld world = new();
        IHytaleAuth hytale = await world.StartAsync();
        ImportResult result = await hytale.ImportAsync(Source(file));
        Assert.Empty(result.Imported);
        Assert.Equal(reason, Assert.Single(result.Skipped).Reason);
        Assert.Null(await hytale.FindAsync());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private HytaleImport Source(string content)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "hytale_session.json"), content);
        return HytaleImport.FromHyPrism(_folder.FullName);
    }
}
