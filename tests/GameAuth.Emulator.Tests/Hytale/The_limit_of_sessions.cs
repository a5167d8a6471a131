using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class The_limit_of_sessions : HytaleTest
{
    private const string Rich = "e2000000-0000-4000-8000-00000000000a";

    protected override void Configure(EmulatorOptions options, HytaleEmulatorOptions hytale)
    {
        hytale.SessionLimit = 2;
        hytale.Accounts.Add(EmulatedHytaleAccount.Default);
        hytale.Accounts.Add(new EmulatedHytaleAccount
        {
            Owner = "e1000000-0000-4000-8000-00000000000a",
            Profiles = [new EmulatedHytaleProfile { Uuid = Rich, Username = "EmuHoster", Entitlements = ["game.base", "sessions.unlimited_servers"] }],
        });
    }

    [Fact]
    public async Task Is_an_empty_403_until_one_ends()
    {
        string access = await AccessAsync();
        string first = (await Client.NewSessionAsync(access))["sessionToken"];
        await Client.NewSessionAsync(access, HytaleFlow.SecondProfile);

        WireAnswer third = await Client.NewSessionAsync(access);
        await Client.EndSessionAsync(first);
        WireAnswer fourth = await Client.NewSessionAsync(access);

        Assert.Equal((HttpStatusCode.Forbidden, ""), (third.Status, third.Text));
        Assert.Equal(HttpStatusCode.OK, fourth.Status);
    }

    [Fact]
    public async Task Counts_only_sessions_that_are_alive()
    {
        string access = await AccessAsync();
        await Client.NewSessionAsync(access);
        await Client.NewSessionAsync(access);
        Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.NewSessionAsync(access)).Status);
        Emulator.Hytale.ExpireNow(HytaleTokenKind.Session);

        Assert.Equal(HttpStatusCode.OK, (await Client.NewSessionAsync(access)).Status);
    }

    [Fact]
    public async Task Is_lifted_by_the_entitlement()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Player = "EmuHoster" });
        string access = await AccessAsync();

        for (int index = 0; index < 5; index++) { Assert.Equal(HttpStatusCode.OK, (await Client.NewSessionAsync(access, Rich)).Status); }
    }
}
