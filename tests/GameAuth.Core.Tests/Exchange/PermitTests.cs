using System.Net;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GameAuth.Tests.Http;

public sealed class PermitTests : EngineTest
{
    private readonly NotingPacer _pacer = new();

    public PermitTests() => Harness.Configure = static options => options.RateLimitScope = "toy/api";

    [Fact]
    public async Task Every_attempt_takes_a_permit_of_its_own_and_holds_one_at_a_time()
    {
        using HttpClient client = await ClientAsync();
        Harness.RefuseLeaves();
        Tap.Answer(WireCall.Api, static () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
        await Harness.WalkAsync(client.GetAsync(Harness.ApiTarget));
        Assert.Equal((3, 3, 1, 0), (_pacer.Taken, _pacer.Learnt, _pacer.MostAtOnce, _pacer.GivenBack));
        Assert.Equal(3, Tap.Count(WireCall.Api));
    }

    [Fact]
    public async Task A_permit_for_what_could_not_be_authorized_is_given_back()
    {
        using HttpClient client = await ClientAsync();
        Harness.EndGrant();
        Harness.ExpireLeafAndGrant();
        await Assert.ThrowsAsync<SignInRequiredException>(() => client.GetAsync(Harness.ApiTarget));
        Assert.Equal((1, 1), (_pacer.Taken, _pacer.GivenBack));
    }

    private async Task<HttpClient> ClientAsync() =>
        (await SignInAsync(await HostAsync(gameAuth => gameAuth.Services.Replace(ServiceDescriptor.Singleton<IRequestPacer>(_pacer))))).CreateClient();
}
