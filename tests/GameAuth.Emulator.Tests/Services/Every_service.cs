using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Services;

public sealed class Every_service : ServiceTest
{
    public static TheoryData<string, string, string> All { get; } = new()
    {
        { "achievements.xboxlive.com", "/users/me/achievements?maxItems=2", "2" },
        { "titlehub.xboxlive.com", "/users/me/titles/titlehistory/decoration/image", "2" },
        { "userpresence.xboxlive.com", "/users/me?level=all", "3" },
        { "peoplehub.xboxlive.com", "/users/me/people/social/decoration/detail", "3" },
        { "social.xboxlive.com", "/users/me/summary", "2" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public async Task Answers_who_has_a_token_and_adds_what_nobody_documents(string host, string target, string contract)
    {
        WireAnswer answer = await Client.CallAsync(host, target, await Client.AuthorizationAsync(), contract);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(answer.Json["emulated"]!.GetValue<bool>());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Turns_strangers_away(string host, string target, string contract)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.CallAsync(host, target, null, contract)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.CallAsync(host, target, "XBL3.0 x=1;made-up", contract)).Status);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Speaks_its_own_contracts_only(string host, string target, string contract)
    {
        string header = await Client.AuthorizationAsync();

        Assert.Equal(HttpStatusCode.OK, (await Client.CallAsync(host, target, header, contract)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.CallAsync(host, target, header, contract: null)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.CallAsync(host, target, header, contract: "77")).Status);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Asks_for_a_language_when_its_answer_has_names(string host, string target, string contract)
    {
        bool asks = host.StartsWith("titlehub", StringComparison.Ordinal) || host.StartsWith("peoplehub", StringComparison.Ordinal);

        WireAnswer answer = await Client.CallAsync(host, target, await Client.AuthorizationAsync(), contract, language: null);

        Assert.Equal(asks ? HttpStatusCode.BadRequest : HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Checks_a_signature_that_is_there(string host, string target, string contract)
    {
        string header = await Client.AuthorizationAsync();
        string right = Client.Key.Sign("GET", target, header, [], Client.Now);
        string wrong = Client.Key.Sign("GET", target + "x", header, [], Client.Now);

        Assert.Equal(HttpStatusCode.OK, (await Client.CallAsync(host, target, header, contract, signature: right)).Status);
        Assert.Equal(SignatureVerdict.Verified, Emulator.Log.Events[^1].Signature);
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.CallAsync(host, target, header, contract, signature: wrong)).Status);
    }
}
