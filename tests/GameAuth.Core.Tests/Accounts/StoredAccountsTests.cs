using System.Net;
using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Accounts;

public sealed class StoredAccountsTests : EngineTest
{
    [Fact]
    public async Task Finding_and_listing_show_what_is_stored_and_touch_no_network()
    {
        DateTimeOffset signedIn = Harness.Clock.GetUtcNow();
        await SignInAsync(await HostAsync());
        Harness.Clock.Advance(TimeSpan.FromDays(3));
        int calls = Server.AllCalls;
        ContractHost host = await HostAsync();
        ToyAccount account = Assert.Single(await ListAsync(host));
        Assert.Same(account, await Front(host).FindAsync());
        Assert.Equal(("alice", "subject-alice", AccountStatus.Active, signedIn), (account.DisplayName, account.Subject, account.Status, account.LastUsedAt));
        Assert.Equal(calls, Server.AllCalls);
    }

    [Fact]
    public async Task A_start_without_network_serves_what_is_stored()
    {
        await SignInAsync(await HostAsync());
        int calls = Server.AllCalls;
        ContractHost host = await HostAsync();
        ToyAccount account = (ToyAccount)await host.SignInAsync();
        Assert.Equal("alice", (await account.GetSessionAsync()).Name);
        Assert.Equal((calls, 0), (Server.AllCalls, host.Prompts));
    }

    [Fact]
    public async Task A_start_without_network_and_nothing_fresh_keeps_the_account()
    {
        await SignInAsync(await HostAsync());
        Harness.ExpireLeafAndGrant();
        ContractHost host = await HostAsync();
        Tap.OnNext(WireCall.Refresh, static (_, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.NameResolutionError)));
        Tap.OnNext(WireCall.Refresh, static (_, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.NameResolutionError)));
        Tap.OnNext(WireCall.Refresh, static (_, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.NameResolutionError)));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => Harness.WalkAsync(host.SignInAsync()));
        Assert.True(error.IsTransient);
        Assert.Equal(0, host.Prompts);
        Assert.Equal(AccountStatus.Active, (await Front(host).FindAsync())!.Status);
        await host.SignInAsync();
        Assert.Equal(0, host.Prompts);
    }

    [Fact]
    public async Task A_subject_that_could_not_be_learnt_at_sign_in_is_learnt_later_without_a_prompt()
    {
        ContractHost host = await HostAsync();
        Tap.Answer(WireCall.Leaf, static () => new HttpResponseMessage(HttpStatusCode.NotImplemented));
        await Assert.ThrowsAsync<ProviderException>(() => host.SignInAsync());
        ToyAccount account = Assert.Single(await ListAsync(host));
        Assert.Null(account.Subject);
        Assert.Same(account, await host.SignInAsync());
        Assert.Equal(("subject-alice", 1), (account.Subject, host.Prompts));
    }

    [Fact]
    public async Task A_restricted_player_is_told_once_keeps_the_grant_and_needs_no_prompt_when_it_is_lifted()
    {
        ContractHost host = await HostAsync();
        Server.Ledger.Restricted.Add("alice");
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => host.SignInAsync());
        Assert.Equal("toy-13", error.Code);
        ToyAccount account = Assert.Single(await ListAsync(host));
        Assert.Equal(AccountStatus.Restricted, account.Status);
        Assert.Equal(0, await CallsAsync("session", () => Assert.ThrowsAsync<AccountRestrictedException>(async () => await account.GetSessionAsync())));
        Server.Ledger.Restricted.Clear();
        Harness.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Same(account, await host.SignInAsync());
        Assert.Equal((AccountStatus.Active, 1), (account.Status, host.Prompts));
    }

    [Fact]
    public async Task An_account_of_one_origin_is_unknown_at_another_and_its_tokens_stay_home()
    {
        ToyAccount home = await SignInAsync(await HostAsync());
        string[] secrets = [.. Harness.Secrets];
        Harness.Configure = options => options.Endpoints["auth"] = new Uri("https://other-origin.example/");
        ContractHost host = await HostAsync();
        Assert.Null(await Front(host).FindAsync());
        Assert.Null(await Front(host).FindAsync(home.Id));
        Assert.Empty(await ListAsync(host));
        Server.Seen.Clear();
        ToyAccount away = await SignInAsync(host);
        await away.GetSessionAsync();
        Assert.Contains(Server.Seen, request => request.Contains("other-origin.example", StringComparison.Ordinal));
        Assert.All(Server.Bodies.Concat(Server.Seen).Where(request => request.Contains("other-origin", StringComparison.Ordinal)), request =>
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, request, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_host_that_gets_tokens_and_was_moved_gets_none_of_those_that_are_stored()
    {
        ToyAccount home = await SignInAsync(await HostAsync());
        string[] secrets = [.. Harness.Secrets];
        Harness.Configure = static options => options.Endpoints["api"] = new Uri("https://moved.example/");
        ContractHost host = await HostAsync();
        Assert.Null(await Front(host).FindAsync());
        Assert.Null(await Front(host).FindAsync(home.Id));
        ToyAccount moved = await SignInAsync(host);
        using HttpResponseMessage answer = await moved.CreateClient().GetAsync(new Uri("https://moved.example/me"));
        Assert.True(answer.IsSuccessStatusCode);
        Assert.All(Server.Seen.Where(static request => request.Contains("moved.example", StringComparison.Ordinal)), request =>
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, request, StringComparison.Ordinal)));
        Harness.Configure = null;
        Assert.Equal(home.Id, (await Front(await HostAsync()).FindAsync())!.Id);
    }

    [Fact]
    public async Task A_live_address_that_is_written_out_moves_nothing()
    {
        ToyAccount home = await SignInAsync(await HostAsync());
        Harness.Configure = static options => (options.Endpoints["api"], options.Endpoints["AUTH"]) = (ToyDefaults.ApiBase, ToyDefaults.AuthBase);
        Assert.Equal(home.Id, (await Front(await HostAsync()).FindAsync())!.Id);
    }

    [Fact]
    public void The_origin_of_a_registration_on_the_live_hosts_is_its_issuers_alone()
    {
        ToyOptions options = new();
        Assert.Equal("https://auth.toy.test", options.Origin);
        options.Endpoints["auth"] = new Uri("https://gateway.example:8443");
        Assert.Equal("https://gateway.example:8443", options.Origin);
        options.Endpoints["api"] = new Uri("https://gateway.example:8443");
        Assert.Equal("https://gateway.example:8443", options.Origin);
        options.Endpoints["api"] = new Uri("https://other.example");
        string moved = options.Origin;
        Assert.StartsWith("https://gateway.example:8443#", moved, StringComparison.Ordinal);
        options.Endpoints.Remove("api");
        options.Endpoints["API"] = new Uri("https://OTHER.example:443/");
        Assert.Equal(moved, options.Origin);
    }

    [Fact]
    public async Task A_sign_out_is_finished_when_the_provider_can_not_be_told()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Harness.EndGrant();
        Harness.ExpireLeafAndGrant();
        await account.SignOutAsync();
        Assert.Empty(await ListAsync(host));
    }

    [Fact]
    public async Task A_sign_out_tells_the_provider()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        Assert.Equal(1, await CallsAsync("revoke", () => account.SignOutAsync()));
    }

    [Fact]
    public async Task A_mint_that_is_on_the_wire_during_a_sign_out_leaves_nothing_behind()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Harness.ExpireLeaf();
        WireHold hold = new();
        Tap.OnNext(WireCall.Leaf, async (pass, cancellationToken) =>
        {
            HttpResponseMessage answer = await pass();
            await hold.HoldAsync(cancellationToken);
            return answer;
        });
        Task<ToySession> late = account.GetSessionAsync().AsTask();
        await hold.Reached;
        await account.SignOutAsync();
        hold.Release();
        await Assert.ThrowsAsync<SignInRequiredException>(() => late);
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await account.GetSessionAsync());
        Assert.Empty(await ListAsync(await HostAsync()));
    }
}
