using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_hytale_refresh_token : HytaleTest
{
    [Fact]
    public async Task Is_replaced_by_each_use()
    {
        string first = (await Client.HytaleSignInAsync())["refresh_token"];

        WireAnswer second = await Client.HytaleRefreshAsync(first);
        WireAnswer third = await Client.HytaleRefreshAsync(second["refresh_token"]);

        Assert.Equal(3, new[] { first, second["refresh_token"], third["refresh_token"] }.Distinct().Count());
        Assert.Equal(HttpStatusCode.OK, (await Client.ProfilesAsync(third["access_token"])).Status);
    }

    [Fact]
    public async Task That_comes_twice_ends_the_family()
    {
        string first = (await Client.HytaleSignInAsync())["refresh_token"];
        WireAnswer second = await Client.HytaleRefreshAsync(first);

        WireAnswer again = await Client.HytaleRefreshAsync(first);

        Assert.Equal((400, "invalid_grant"), ((int)again.Status, again["error"]));
        Assert.Contains("reuse", LastNote, StringComparison.Ordinal);
        Assert.Equal("invalid_grant", (await Client.HytaleRefreshAsync(second["refresh_token"]))["error"]);
        Assert.Equal((403, "invalid token"), await StatusAsync(Client.NewSessionAsync(second["access_token"])));
    }

    [Fact]
    public async Task Whose_answer_is_lost_is_used_all_the_same()
    {
        string first = (await Client.HytaleSignInAsync())["refresh_token"];
        Emulator.Faults.Add(Fault.DropAfter("hytale.refresh"));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.HytaleRefreshAsync(first));

        Assert.Equal("invalid_grant", (await Client.HytaleRefreshAsync(first))["error"]);
    }

    [Fact]
    public async Task Lives_thirty_days_and_for_its_own_client()
    {
        string token = (await Client.HytaleSignInAsync())["refresh_token"];
        Assert.Equal("invalid_grant", (await Client.HytaleRefreshAsync(token, "other-client"))["error"]);
        Time.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        string next = (await Client.HytaleRefreshAsync(token))["refresh_token"];
        Time.Advance(TimeSpan.FromDays(30));

        Assert.Equal("invalid_grant", (await Client.HytaleRefreshAsync(next))["error"]);
        Assert.Equal("invalid_grant: expired", LastNote);
    }

    [Fact]
    public async Task Is_expired_or_forgotten_at_will()
    {
        WireAnswer tokens = await Client.HytaleSignInAsync();

        Assert.Equal(1, Emulator.Hytale.ExpireNow(HytaleTokenKind.Access));
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.ProfilesAsync(tokens["access_token"])).Status);
        Assert.Equal(1, Emulator.Hytale.ForgetNow(HytaleTokenKind.Refresh));
        Assert.Equal("invalid_grant", (await Client.HytaleRefreshAsync(tokens["refresh_token"]))["error"]);
    }

    private static async Task<(int, string)> StatusAsync(Task<WireAnswer> asked)
    {
        WireAnswer answer = await asked;
        return ((int)answer.Status, answer.Text);
    }
}
