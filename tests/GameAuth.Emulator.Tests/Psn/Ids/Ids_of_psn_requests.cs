using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn.Ids;

public sealed class Ids_of_psn_requests : PsnTest
{
    private const string Summary = "/api/trophy/v1/users/me/trophySummary";
    private const string Friends = "/api/userProfile/v1/internal/users/me/friends";
    private const string Trace = "00000000000000a1";

    [Fact]
    public async Task Are_in_the_log_with_the_account()
    {
        string access = await AccessAsync();
        string id = PsnFlow.NewId();

        await GetAsync(access, Summary, Trace, "00000000000000b1", id);

        Assert.Equal(new PsnRequestTrail { RequestId = id, TraceId = Trace, SpanId = "00000000000000b1", AccountId = "9100000000000000001" }, Emulator.Log.Of("psn.summary").Single().Trail);
        Assert.Contains($"\"requestId\":\"{id}\",\"traceId\":\"{Trace}\"", Emulator.Log.Of("psn.summary").Single().ToJson(), StringComparison.Ordinal);
        Assert.NotNull(Emulator.Log.Of("psn.code").Single().Trail!.CorrelationId);
        Assert.Null(Emulator.Log.Of("psn.authorize").Single().Trail);
    }

    [Fact]
    public async Task Of_a_good_client_have_no_problem()
    {
        string access = await AccessAsync();
        string other = (await Client.PsnSignInAsync(Emulator.Psn.NpssoOf("EmuSilver")))["access_token"];
        Emulator.Faults.Add(new Fault { At = "psn.summary", Status = 503 });
        await GetAsync(access, Summary, Trace, "00000000000000b1");
        await GetAsync(access, Summary, Trace, "00000000000000b1");
        await GetAsync(access, Summary, Trace, "00000000000000b2");
        await GetAsync(access, Friends, Trace, "00000000000000b3");
        await GetAsync(other, Friends, "00000000000000a2", "00000000000000b4");
        Emulator.Psn.NoteRestart();
        await GetAsync(access, Friends, "00000000000000a3", "00000000000000b5");

        Assert.Empty(Emulator.Psn.IdProblems());
    }

    [Fact]
    public async Task That_come_twice_are_problems_though_nobody_answered()
    {
        string access = await AccessAsync();
        string id = PsnFlow.NewId();
        string cid = PsnFlow.NewId();
        Emulator.Faults.Add(Fault.DropBefore("psn.summary"));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(access, Summary, Trace, "00000000000000b1", id));
        await GetAsync(access, Summary, Trace, "00000000000000b1", id.ToUpperInvariant());
        await Client.PsnRefreshAsync("x", cid);
        await Client.PsnRefreshAsync("x", cid);

        Assert.Equal(["psn.summary: x-psn-request-id came before, with request 3", "psn.refresh: X-Psn-Correlation-Id came before, with request 5"], Problems());
    }

    [Fact]
    public async Task Of_a_span_belong_to_one_operation()
    {
        string access = await AccessAsync();
        await GetAsync(access, Summary, Trace, "00000000000000b1");
        await GetAsync(access, Friends, Trace, "00000000000000b1");
        await GetAsync(access, Summary, Trace, "00000000000000b1");
        await GetAsync(access, Summary, "00000000000000a2", "00000000000000b1");

        Assert.Equal(
            [
                "psn.friends: the span 00000000000000b1 belongs to psn.summary, since request 3",
                "psn.summary: the span 00000000000000b1 is over: this request was answered under it",
                "psn.summary: the account has 2 traces in one run",
                "psn.summary: the span 00000000000000b1 belongs to another trace, since request 3",
                "psn.summary: the span 00000000000000b1 is over: this request was answered under it",
            ], Problems());
        Assert.DoesNotContain(Emulator.Psn.IdProblems(clients: 2), problem => problem.Contains("2 traces", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_trace_belong_to_one_account_and_run()
    {
        string access = await AccessAsync();
        string other = (await Client.PsnSignInAsync(Emulator.Psn.NpssoOf("EmuSilver")))["access_token"];
        await GetAsync(access, Summary, Trace, "00000000000000b1");
        await GetAsync(other, Summary, Trace, "00000000000000b2");
        Emulator.Psn.NoteRestart();
        await GetAsync(access, Summary, Trace, "00000000000000b3");
        await GetAsync(access, Summary, "1", "00000000000000B1");

        Assert.Equal(
            [
                "psn.summary: the trace 00000000000000a1 is another account's, since request 5",
                "psn.summary: the trace 00000000000000a1 is an earlier run's, since request 5",
                "psn.summary: the trace 1 is not 16 hexadecimal digits",
                "psn.summary: the span 00000000000000B1 belongs to another trace, since request 5",
                "psn.summary: the span 00000000000000B1 is an earlier run's, since request 5",
                "psn.summary: the span 00000000000000B1 is over: this request was answered under it",
            ], Problems());
    }

    /// <summary>Without the number of the request, which is the first one's business.</summary>
    private string[] Problems() => [.. Emulator.Psn.IdProblems().Select(problem => problem[(problem.IndexOf(", ", StringComparison.Ordinal) + 2)..])];

    private Task<WireAnswer> GetAsync(string access, string target, string trace, string span, string? id = null)
    {
        HttpRequestMessage request = new(HttpMethod.Get, Client.Address(PsnFlow.Api, target));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + access);
        request.Headers.TryAddWithoutValidation("x-psn-request-id", id ?? PsnFlow.NewId());
        request.Headers.TryAddWithoutValidation("x-psn-trace-id", trace);
        request.Headers.TryAddWithoutValidation("x-psn-span-id", span);
        return Client.SendAsync(request);
    }
}
