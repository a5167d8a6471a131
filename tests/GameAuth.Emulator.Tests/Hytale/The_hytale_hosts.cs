using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class The_hytale_hosts : HytaleTest
{
    [Fact]
    public void Are_four_and_named_in_the_configuration()
    {
        Assert.Equal(["oauth.accounts.hytale.com", "account-data.hytale.com", "sessions.hytale.com", "gateway.hytale.test"], Emulator.Hosts.Keys);
        Assert.Equal(["oauth", "account-data", "sessions", "gateway"],
            Emulator.Configuration.Keys.Where(key => key.StartsWith("GameAuth:Hytale:Endpoints:", StringComparison.Ordinal)).Select(key => key.Split(':')[^1]));
        Assert.Equal("hytale-server", Emulator.Configuration["GameAuth:Hytale:ClientId"]);
        Assert.Equal(Emulator.Hosts["sessions.hytale.com"].GetLeftPart(UriPartial.Authority), Emulator.Configuration["GameAuth:Hytale:Endpoints:sessions"]);
        Assert.DoesNotContain("GameAuth:Hytale:Dialect", Emulator.Configuration.Keys);
        Assert.Throws<EmulatorException>(() => Emulator.Xbox.ExpireNow(XboxTokenKind.Xsts));
    }

    [Fact]
    public async Task Stand_beside_those_of_xbox_by_default()
    {
        await using GameAuthEmulator both = await GameAuthEmulator.StartAsync(new EmulatorOptions { SignIns = { new SignInScript { Player = "EmuMiner", AfterPolls = 0 } } });
        using WireClient client = new(both);

        Assert.Contains("login.live.com", both.Hosts.Keys);
        Assert.Equal(HttpStatusCode.OK, (await client.PollAsync((await client.ConnectAsync())["device_code"])).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.HytalePollAsync((await client.HytaleDeviceAsync())["device_code"])).Status);
    }

    [Fact]
    public async Task Are_not_there_unless_asked_for()
    {
        await using GameAuthEmulator xbox = await GameAuthEmulator.StartAsync(new EmulatorOptions { Providers = { "xbox" } });

        Assert.Contains("'hytale'", Assert.Throws<EmulatorException>(() => xbox.Hytale.IssueToken()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wait_for_nobody_who_is_not_there()
    {
        Assert.Throws<EmulatorException>(() => Emulator.SignIns.Enqueue(new SignInScript { Player = "Zoe" }));
        Assert.Throws<EmulatorException>(() => Emulator.Hytale.Approve("AA22-BB33", "Zoe"));
        Assert.Throws<EmulatorException>(() => Emulator.Hytale.IssueToken(new HytaleTokenRequest { Profile = "Zoe" }));
    }

    [Theory]
    [InlineData("not-a-uuid", "e2000000-0000-4000-8000-000000000003", "EmuA", "UUID in lower case")]
    [InlineData("e2000000-0000-4000-8000-000000000001", "e2000000-0000-4000-8000-000000000001", "EmuA", "two accounts or profiles")]
    [InlineData("e1000000-0000-4000-8000-000000000001", "e2000000-0000-4000-8000-000000000001", "", "username")]
    public async Task Refuse_accounts_that_make_no_sense(string owner, string uuid, string name, string problem)
    {
        EmulatorOptions options = new();
        options.Hytale.Accounts.Add(new EmulatedHytaleAccount { Owner = owner, Profiles = [new EmulatedHytaleProfile { Uuid = uuid, Username = name }] });

        EmulatorException error = await Assert.ThrowsAsync<EmulatorException>(() => GameAuthEmulator.StartAsync(options));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }
}
