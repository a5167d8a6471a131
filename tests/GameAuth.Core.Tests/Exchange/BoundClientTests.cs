using System.Net;
using System.Net.Http.Json;
using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Http;

public sealed class BoundClientTests : EngineTest
{
    [Fact]
    public async Task The_usual_extensions_work_on_a_bound_client()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        using HttpClient client = account.CreateClient();
        Dictionary<string, string>? me = await client.GetFromJsonAsync<Dictionary<string, string>>(Harness.ApiTarget);
        Assert.Equal("alice", me?["name"]);
    }

    [Fact]
    public async Task Each_account_has_its_own_client_and_shares_the_typed_one_by_name()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        ToyAccount bob = await SignInAsync(host, "bob");
        Assert.Equal("alice", await NameAsync(alice.CreateClient<ContractClient>().Http));
        Assert.Equal("bob", await NameAsync(bob.CreateClient<ContractClient>().Http));
        HttpClient shared = host.Services.GetRequiredService<ContractClient>().Http;
        foreach (ToyAccount account in (ToyAccount[])[bob, alice])
        {
            using HttpRequestMessage request = new HttpRequestMessage(HttpMethod.Get, Harness.ApiTarget).SetAccount(account);
            using HttpResponseMessage response = await shared.SendAsync(request);
            Assert.Contains(account.DisplayName!, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("bob", await NameAsync(shared));
        await Front(host).SetDefaultAsync(alice.Id);
        Assert.Equal("alice", await NameAsync(shared));
    }

    [Fact]
    public async Task An_account_of_another_registration_is_refused()
    {
        ContractHost host = await HostAsync(static gameAuth => gameAuth.AddToy("eu", static options => options.ClientId = "eu"));
        ToyAccount account = await SignInAsync(host);
        HttpClient eu = host.Services.GetRequiredService<IHttpClientFactory>().CreateClient(GameAuthClientNames.Api("toy", "eu"));
        using HttpRequestMessage request = new HttpRequestMessage(HttpMethod.Get, Harness.ApiTarget).SetAccount(account);
        await Assert.ThrowsAsync<InvalidOperationException>(() => eu.SendAsync(request));
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => account.CreateClient(GameAuthClientNames.Api("toy", "eu")));
        Assert.Contains("default", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Tap.Count(WireCall.Api));
    }

    [Fact]
    public async Task A_client_that_was_not_made_ready_is_a_configuration_error_that_names_the_fix()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        GameAuthConfigurationException error = Assert.Throws<GameAuthConfigurationException>(() => account.CreateClient("unheard-of"));
        Assert.Contains("AddHttpClient(\"unheard-of\")", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_signed_in_is_a_sign_in_error()
    {
        ContractHost host = await HostAsync();
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => host.Services.GetRequiredService<ContractClient>().GetAsync(Harness.ApiTarget));
        Assert.Equal(SignInReason.NeverSignedIn, error.Reason);
    }

    [Fact]
    public async Task A_body_that_is_read_whole_is_capped()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        using HttpClient client = account.CreateClient();
        Tap.Answer(WireCall.Api, static () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[(16 << 20) + 1]) });
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetByteArrayAsync(Harness.ApiTarget));
    }

    private async Task<string?> NameAsync(HttpClient client) => (await client.GetFromJsonAsync<Dictionary<string, string>>(Harness.ApiTarget))?["name"];
}
