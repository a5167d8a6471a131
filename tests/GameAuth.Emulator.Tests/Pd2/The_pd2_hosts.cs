using System.Net;

namespace GameAuth.Emulator.Tests.Pd2;

public sealed class The_pd2_hosts : Pd2Test
{
    [Fact]
    public void Are_two_with_three_names_in_the_configuration()
    {
        Assert.Equal([Api, Site], Emulator.Hosts.Keys);
        string api = Emulator.Hosts[Api].GetLeftPart(UriPartial.Authority);
        Assert.Equal((api, api, Emulator.Hosts[Site].GetLeftPart(UriPartial.Authority)), (Setting("Endpoints:api"), Setting("Endpoints:oauth"), Setting("Endpoints:website")));
        Assert.Equal(("emulated-pd2-client", "synthetic-pd2-client", "http://127.0.0.1/pd2"), (Setting("ClientId"), Setting("ClientSecret"), Setting("RedirectUri")));
        Assert.Contains("stash:read", Setting("Scope"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Are_not_there_unless_asked_for()
    {
        await using GameAuthEmulator xbox = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "xbox" } });

        Assert.Contains("'pd2'", Assert.Throws<EmulatorException>(() => xbox.Pd2.WebsiteTokenOf("EmuTrader")).Message, StringComparison.Ordinal);
        Assert.Contains("'Zoe'", Assert.Throws<EmulatorException>(() => Emulator.Pd2.WebsiteTokenOf("Zoe")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_what_they_do_not_serve()
    {
        Assert.Equal(HttpStatusCode.NotImplemented, (await SendAsync("GET", "/.well-known/openid-configuration")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await SendAsync("DELETE", "/game/stash/emutrader")).Status);
    }

    [Theory]
    [InlineData("", null, null, "username")]
    [InlineData("EmuA", "xyz", null, "24 hexadecimal")]
    [InlineData("EmuA", null, "other", "no such account")]
    public async Task Refuse_players_that_make_no_sense(string name, string? id, string? stash, string problem)
    {
        EmulatorOptions options = new();
        options.Pd2.Players.Add(new EmulatedPd2Player { Username = name, UserId = id, Stashes = stash is null ? [] : [new EmulatedPd2Stash { Account = stash }] });

        EmulatorException error = await Assert.ThrowsAsync<EmulatorException>(() => GameAuthEmulator.StartAsync(options));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private string? Setting(string name) => Emulator.Configuration["GameAuth:Pd2:" + name];
}
