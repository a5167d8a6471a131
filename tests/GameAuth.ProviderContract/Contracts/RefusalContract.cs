using System.Net;

namespace GameAuth.ProviderContract;

/// <summary>A 401 costs one new leaf and one replay, and a service that keeps refusing is not knocked at.</summary>
public abstract class RefusalContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    [Fact]
    public async Task A_refused_request_is_replayed_once_with_new_ids()
    {
        Account account = await SignedInAsync();
        Harness.RefuseLeaves();
        using HttpClient client = account.CreateClient();
        using HttpResponseMessage response = await client.GetAsync(Harness.ApiTarget);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        WireRecord[] sent = [.. Tap.Sent.Where(record => record.Call is WireCall.Api)];
        Assert.Equal(2, sent.Length);
        Assert.NotEqual(sent[0].Headers["Authorization"], sent[1].Headers["Authorization"]);
        if (Harness.RequestIdHeader is { } id)
        {
            Assert.NotEqual(sent[0].Headers[id], sent[1].Headers[id]);
        }
    }

    [Fact]
    public async Task A_second_refusal_is_handed_to_the_caller()
    {
        Account account = await SignedInAsync();
        using HttpClient client = account.CreateClient();
        Assert.Equal((HttpStatusCode.Unauthorized, 2, 1), await RefusedGetAsync(client));
    }

    [Fact]
    public async Task A_service_that_keeps_refusing_is_not_knocked_at_until_some_time_has_passed()
    {
        Account account = await SignedInAsync();
        using HttpClient client = account.CreateClient();
        await RefusedGetAsync(client);
        Assert.Equal((HttpStatusCode.Unauthorized, 1, 0), await RefusedGetAsync(client));
        Harness.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((HttpStatusCode.Unauthorized, 2, 1), await RefusedGetAsync(client));
    }

    [Fact]
    public async Task A_body_that_can_be_read_once_is_not_replayed()
    {
        Account account = await SignedInAsync();
        using HttpClient client = account.CreateClient();
        Refuse(times: 1);
        using StreamContent once = new(new MemoryStream([1, 2, 3]));
        using HttpResponseMessage response = await client.PostAsync(Harness.ApiTarget, once);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(1, Tap.Count(WireCall.Api));
    }

    private async Task<(HttpStatusCode Status, int Requests, int Leaves)> RefusedGetAsync(HttpClient client)
    {
        (int requests, int leaves) = (Tap.Count(WireCall.Api), Tap.Count(Harness.ApiMint));
        Refuse(times: 2);
        using HttpResponseMessage response = await client.GetAsync(Harness.ApiTarget);
        Tap.Forget(WireCall.Api);
        return (response.StatusCode, Tap.Count(WireCall.Api) - requests, Tap.Count(Harness.ApiMint) - leaves);
    }

    private void Refuse(int times)
    {
        for (int i = 0; i < times; i++)
        {
            Tap.Answer(WireCall.Api, static () => new HttpResponseMessage(HttpStatusCode.Unauthorized));
        }
    }

    private async Task<Account> SignedInAsync()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        await LeafAsync(account);
        return account;
    }
}
