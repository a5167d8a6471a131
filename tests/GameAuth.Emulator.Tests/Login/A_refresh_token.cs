using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Login;

public sealed class A_refresh_token : EmulatorTest
{
    [Fact]
    public async Task Rotates()
    {
        WireAnswer first = await Client.SignInAsync();

        WireAnswer second = await Client.RefreshAsync(first["refresh_token"]);
        WireAnswer third = await Client.RefreshAsync(second["refresh_token"]);

        Assert.Equal(HttpStatusCode.OK, third.Status);
        Assert.Equal(3, new HashSet<string> { first["refresh_token"], second["refresh_token"], third["refresh_token"] }.Count);
        Assert.Equal(3, new HashSet<string> { first["access_token"], second["access_token"], third["access_token"] }.Count);
    }

    [Fact]
    public async Task That_comes_twice_ends_its_family()
    {
        WireAnswer first = await Client.SignInAsync();
        WireAnswer second = await Client.RefreshAsync(first["refresh_token"]);

        WireAnswer reused = await Client.RefreshAsync(first["refresh_token"]);
        WireAnswer successor = await Client.RefreshAsync(second["refresh_token"]);

        Assert.Equal(["invalid_grant", "invalid_grant"], [reused["error"], successor["error"]]);
        Assert.Contains("reuse", Emulator.Log.Of("login.refresh")[1].Note, StringComparison.Ordinal);
        Assert.Contains("revoked", Emulator.Log.Of("login.refresh")[2].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_comes_twice_does_not_end_another_family()
    {
        WireAnswer mine = await Client.SignInAsync();
        WireAnswer other = await Client.SignInAsync();
        await Client.RefreshAsync(mine["refresh_token"]);
        await Client.RefreshAsync(mine["refresh_token"]);

        Assert.Equal(HttpStatusCode.OK, (await Client.RefreshAsync(other["refresh_token"])).Status);
    }

    [Fact]
    public async Task Belongs_to_its_client_id_and_survives_the_mistake()
    {
        string token = (await Client.SignInAsync())["refresh_token"];

        WireAnswer answer = await Client.RefreshAsync(token, "somebody-else");

        Assert.Equal("invalid_grant", answer["error"]);
        Assert.Contains("different client id", answer["error_description"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Client.RefreshAsync(token)).Status);
    }

    [Fact]
    public async Task Needs_its_scope_repeated()
    {
        string token = (await Client.SignInAsync())["refresh_token"];

        WireAnswer answer = await Client.PostFormAsync("/oauth20_token.srf", ("client_id", WireClient.ClientId), ("grant_type", "refresh_token"), ("refresh_token", token));

        Assert.Equal("invalid_request", answer["error"]);
    }

    [Fact]
    public async Task Expires()
    {
        string token = (await Client.SignInAsync())["refresh_token"];
        Time.Advance(TimeSpan.FromDays(90));

        WireAnswer answer = await Client.RefreshAsync(token);

        Assert.Equal("invalid_grant", answer["error"]);
        Assert.Contains("grant is expired", answer["error_description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_is_unknown_is_an_invalid_grant()
    {
        Assert.Equal("invalid_grant", (await Client.RefreshAsync("M.made-up"))["error"]);
    }

    [Fact]
    public async Task Is_lost_when_the_answer_is_dropped_after_it_rotated()
    {
        string token = (await Client.SignInAsync())["refresh_token"];
        Emulator.Faults.Add(Fault.DropAfter("login.refresh"));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.RefreshAsync(token));
        WireAnswer retried = await Client.RefreshAsync(token);

        Assert.Equal("invalid_grant", retried["error"]);
        EmulatorEvent dropped = Emulator.Log.Of("login.refresh")[0];
        Assert.Equal(0, dropped.Status);
        Assert.Equal(["msa_access", "msa_refresh"], dropped.Issued.Select(one => one.Kind));
    }

    [Fact]
    public async Task Is_not_spent_when_the_connection_is_dropped_before_it_rotated()
    {
        string token = (await Client.SignInAsync())["refresh_token"];
        Emulator.Faults.Add(Fault.DropBefore("login.refresh"));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.RefreshAsync(token));

        Assert.Equal(HttpStatusCode.OK, (await Client.RefreshAsync(token)).Status);
    }

    [Fact]
    public async Task Presented_by_many_at_once_rotates_once()
    {
        List<int> winners = [];
        for (int family = 0; family < 100; family++)
        {
            string token = (await Client.SignInAsync())["refresh_token"];
            WireAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Client.RefreshAsync(token))));
            winners.Add(answers.Count(answer => answer.Status is HttpStatusCode.OK));
        }

        Assert.All(winners, count => Assert.Equal(1, count));
    }
}
