using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Services;

public sealed class A_service_that_wants_signatures : ServiceTest
{
    protected override void Configure(EmulatorOptions options)
    {
        TimeSpan window = TimeSpan.FromMinutes(1);
        options.Xbox.RequireApiSignatures = true;
        options.Xbox.Freshness = new XboxFreshness { Achievements = window, TitleHub = window, UserPresence = window, PeopleHub = window, Social = window };
    }

    [Theory]
    [MemberData(nameof(Every_service.All), MemberType = typeof(Every_service))]
    public async Task Lets_nobody_in_without_one(string host, string target, string contract) =>
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.CallAsync(host, target, await Client.AuthorizationAsync(), contract)).Status);

    [Theory]
    [MemberData(nameof(Every_service.All), MemberType = typeof(Every_service))]
    public async Task Looks_at_its_age(string host, string target, string contract)
    {
        string header = await Client.AuthorizationAsync();
        string fresh = Client.Key.Sign("GET", target, header, [], Client.Now);
        string stale = Client.Key.Sign("GET", target, header, [], Client.Now.AddSeconds(-61));

        Assert.Equal(HttpStatusCode.OK, (await Client.CallAsync(host, target, header, contract, signature: fresh)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.CallAsync(host, target, header, contract, signature: stale)).Status);
        Assert.Equal(SignatureVerdict.Stale, Emulator.Log.Events[^1].Signature);
    }
}
