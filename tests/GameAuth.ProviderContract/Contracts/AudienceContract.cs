using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.ProviderContract;

/// <summary>A token goes to its audience's hosts and nowhere else.</summary>
public abstract class AudienceContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    private static readonly Uri Elsewhere = new("https://elsewhere.example/users/me");

    [Fact]
    public async Task A_foreign_host_gets_neither_request_nor_token()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        Harness.ExpireLeafAndGrant();
        int sent = Tap.Sent.Count;
        using HttpClient bound = account.CreateClient();
        HttpClient[] clients = [bound, account.CreateClient<ContractClient>().Http, host.Services.GetRequiredService<ContractClient>().Http];
        foreach (HttpClient client in clients)
        {
            IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => client.GetAsync(Elsewhere));
            Assert.Contains("elsewhere.example", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(sent, Tap.Sent.Count);
    }

    [Fact]
    public async Task A_host_that_only_begins_like_the_audience_gets_nothing()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        using HttpClient client = account.CreateClient();
        UriBuilder near = new(Harness.ApiTarget) { Host = Harness.ApiTarget.Host + ".example" };
        await Assert.ThrowsAsync<IllegalStepException>(() => client.GetAsync(near.Uri));
    }

    [Fact]
    public async Task A_client_of_the_applications_own_carries_the_token_bound_and_unbound()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        using HttpResponseMessage bound = await account.CreateClient<ContractClient>().GetAsync(Harness.ApiTarget);
        using HttpResponseMessage unbound = await host.Services.GetRequiredService<ContractClient>().GetAsync(Harness.ApiTarget);
        Assert.True(bound.IsSuccessStatusCode);
        Assert.True(unbound.IsSuccessStatusCode);
        WireRecord[] sent = [.. Tap.Sent.Where(record => record.Call is WireCall.Api)];
        Assert.Equal(2, sent.Length);
        Assert.All(sent, record => Assert.Contains("Authorization", record.Headers.Keys));
    }
}
