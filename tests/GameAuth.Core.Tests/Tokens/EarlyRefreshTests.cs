using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Tokens;

/// <summary>When a token is renewed before its end: the smaller of 5 minutes and 20 % of its lifetime, and up to a quarter of that earlier.</summary>
public sealed class EarlyRefreshTests : EngineTest
{
    private static readonly string[] Audiences = [.. Enumerable.Range(0, 12).Select(static i => $"audience-{i}")];

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task A_token_is_renewed_in_its_last_fifth_or_five_minutes_before_its_end(int minutes)
    {
        Server.Ledger.SessionLifetime = TimeSpan.FromMinutes(minutes);
        Server.Ledger.AccessLifetime = TimeSpan.FromDays(1);
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Task GetAllAsync() => Task.WhenAll(Audiences.Select(audience => account.GetSessionAsync(audience).AsTask()));
        await GetAllAsync();

        TimeSpan early = TimeSpan.FromMinutes(Math.Min(5, minutes / 5.0));
        Harness.Clock.Advance(Server.Ledger.SessionLifetime - (early * 1.25) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await CallsAsync("session", async () =>
        {
            await GetAllAsync();
            await host.DisposeAsync();
        }));

        account = (await Front(await HostAsync()).FindAsync())!;
        await GetAllAsync();
        Harness.Clock.Advance((early * 0.25) + TimeSpan.FromSeconds(1));
        int before = Server.Calls("session");
        await GetAllAsync();
        await ProviderHarness.UntilAsync(() => Server.Calls("session") == before + Audiences.Length);
    }
}
