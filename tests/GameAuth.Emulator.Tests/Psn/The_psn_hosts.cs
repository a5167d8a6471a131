using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn;

public sealed class The_psn_hosts : PsnTest
{
    [Fact]
    public void Are_six_and_named_in_the_configuration()
    {
        Assert.Equal([PsnFlow.Account, PsnFlow.SignIn, PsnFlow.Api, PsnFlow.Community, PsnFlow.Devices, PushClient.Host], Emulator.Hosts.Keys);
        Assert.Equal(["account", "signin", "api", "community", "profiles", "push"],
            Emulator.Configuration.Keys.Where(key => key.StartsWith("GameAuth:Psn:Endpoints:", StringComparison.Ordinal)).Select(key => key.Split(':')[^1]));
        Assert.Equal(
            (PsnFlow.PsnClient, PsnFlow.Secret, PsnFlow.PsnRedirect, PsnFlow.PsnScope, "en-US", "US"),
            (Setting("ClientId"), Setting("ClientSecret"), Setting("RedirectUri"), Setting("Scope"), Setting("Locale"), Setting("Country")));
        Assert.NotNull(Setting("AppVersion"));
        Assert.Equal(Emulator.Hosts[PsnFlow.Api].GetLeftPart(UriPartial.Authority), Setting("Endpoints:api"));
    }

    [Fact]
    public void Name_the_same_npsso_in_every_run() => Assert.Equal("EMULATOR8c1baca4db2fd612786b3fb34f43365ac678f0d6ae2310f71bb10e85", Emulator.Psn.NpssoOf("EmuTrophies"));

    [Fact]
    public async Task Are_not_there_unless_asked_for()
    {
        await using GameAuthEmulator xbox = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "xbox" } });

        Assert.Contains("'psn'", Assert.Throws<EmulatorException>(() => xbox.Psn.NpssoOf("EmuTrophies")).Message, StringComparison.Ordinal);
        Assert.Contains("'Zoe'", Assert.Throws<EmulatorException>(() => Emulator.Psn.NpssoOf("Zoe")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_what_they_do_not_serve()
    {
        WireAnswer check = await Client.PostBytesAsync(PsnFlow.Account, "/api/authz/v3/oauth/authorizeCheck", "{}"u8.ToArray(), null);
        WireAnswer party = await Client.PsnGetAsync(PsnFlow.Api, "/api/sessionManager/v1/partySessions", null);

        Assert.Equal((HttpStatusCode.NotImplemented, HttpStatusCode.NotImplemented), (check.Status, party.Status));
    }

    [Theory]
    [InlineData("", "1", "onlineId")]
    [InlineData("EmuA", "-1", "64-bit")]
    public async Task Refuse_players_that_make_no_sense(string onlineId, string accountId, string problem)
    {
        EmulatorOptions options = new();
        options.Psn.Players.Add(new EmulatedPsnPlayer { OnlineId = onlineId, AccountId = accountId });

        EmulatorException error = await Assert.ThrowsAsync<EmulatorException>(() => GameAuthEmulator.StartAsync(options));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private string? Setting(string name) => Emulator.Configuration["GameAuth:Psn:" + name];
}
