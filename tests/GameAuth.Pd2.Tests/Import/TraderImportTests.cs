namespace GameAuth.Pd2.Tests.Import;

public sealed class TraderImportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pd2-import");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_website_token_is_taken_and_renewed_at_the_first_use(bool isNested)
    {
        await using Pd2World world = new();
        string token = world.Service.WebsiteLogin();
        IPd2Auth pd2 = await world.StartAsync();
        string settings = $$"""{"theme":"dark","pd2Token":"{{token}}"}""";
        ImportResult result = await pd2.ImportAsync(Source(isNested ? $$"""{"version":2,"settings":{{settings}}}""" : settings));
        Assert.Single(result.Imported);
        Assert.Empty(world.Service.Sent);
        Pd2Account me = (await pd2.FindAsync(result.Imported[0].Account))!;
        Pd2Account silent = await pd2.SignInAsync(world.Door with { Account = me.Id });
        Assert.Equal((ScriptedService.Player, 0), (silent.Subject, world.Prompt.Asked));
        Assert.Contains(token, world.Service.Calls.First(static call => call.Step == "create security/session").Data, StringComparison.Ordinal);
        Assert.Equal(ImportSkipReason.AlreadyThere, Assert.Single((await pd2.ImportAsync(Source(settings))).Skipped).Reason);
    }

    [Fact]
    public async Task An_access_token_is_taken_until_its_end_and_the_refresh_token_is_left()
    {
        await using Pd2World world = new() { IsOAuth = true };
        (string access, string? refresh) = world.Service.Grant();
        long end = (world.Clock.GetUtcNow() + TimeSpan.FromMinutes(50)).ToUnixTimeMilliseconds();
        IPd2Auth pd2 = await world.StartAsync();
        ImportResult result = await pd2.ImportAsync(Source($$"""{"pd2Token":"{{access}}","pd2RefreshToken":"{{refresh}}","pd2IdToken":"emu.id.token","pd2TokenExpiry":{{end}}}"""));
        Pd2Account me = (await pd2.FindAsync(Assert.Single(result.Imported).Account))!;
        Assert.Equal(ScriptedService.Player, (await me.GetProfileAsync()).Id);
        Assert.Equal(end, me.SignInExpiresAt!.Value.ToUnixTimeMilliseconds());
        world.Clock.Advance(TimeSpan.FromHours(1));
        SignInRequiredException error = await world.FailureAsync<SignInRequiredException>(me.GetProfileAsync());
        Assert.Equal(SignInReason.Expired, error.Reason);
        Assert.DoesNotContain(world.Service.Sent, call => call.ToString().Contains(refresh!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"theme":"dark"}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"pd2Token":""}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"pd2Token":7}""", ImportSkipReason.NoGrant)]
    [InlineData("""{"pd2Token":"two words"}""", ImportSkipReason.Unreadable)]
    [InlineData("""{"pd2Token":"emu"}""", ImportSkipReason.Unreadable)]
    [InlineData("""{"pd2Token":"emu-access","pd2RefreshToken":"emu-refresh","pd2TokenExpiry":4102444800000}""", ImportSkipReason.OtherEndpoint)]
    [InlineData("[]", ImportSkipReason.Unreadable)]
    [InlineData("not json", ImportSkipReason.Unreadable)]
    public async Task What_can_not_be_taken_says_why_and_nothing_is_stored(string file, ImportSkipReason reason)
    {
        await using Pd2World world = new();
        IPd2Auth pd2 = await world.StartAsync();
        ImportResult result = await pd2.ImportAsync(Source(file));
        Assert.Empty(result.Imported);
        Assert.Equal(reason, Assert.Single(result.Skipped).Reason);
        Assert.Null(await pd2.FindAsync());
    }

    [Fact]
    public async Task A_token_that_has_ended_is_not_taken()
    {
        await using Pd2World world = new();
        string token = world.Service.WebsiteLogin();
        world.Clock.Advance(world.Service.WebsiteLifetime);
        IPd2Auth pd2 = await world.StartAsync();
        Assert.Equal(ImportSkipReason.Expired, Assert.Single((await pd2.ImportAsync(Source($$"""{"pd2Token":"{{token}}"}"""))).Skipped).Reason);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Pd2Import Source(string content)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "settings.json"), content);
        return Pd2Import.FromPd2Trade(_folder.FullName);
    }
}
