using System.Net;
using System.Net.Http.Json;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace GameAuth.Tests.Http;

/// <summary>The account travels with the request, whatever the application's own handlers make of it.</summary>
public sealed class AccountOfRequestTests : EngineTest
{
    [Fact]
    public async Task A_handler_that_copies_the_request_keeps_the_account_and_not_the_default_one()
    {
        (ContractHost host, ToyAccount alice, ToyAccount bob) = await TwoAsync(static () => new CopyingHandler());
        await Front(host).SetDefaultAsync(alice.Id);
        Assert.Equal("bob", await NameAsync(bob));
        Assert.Equal("alice", await NameAsync(alice));
        Assert.Equal(2, Tap.Count(WireCall.Api));
    }

    [Fact]
    public async Task A_handler_that_repeats_the_request_keeps_the_account_and_each_request_has_ids_and_a_permit_of_its_own()
    {
        NotingPacer pacer = new();
        Harness.Configure = static options => options.RateLimitScope = "toy/api";
        (_, _, ToyAccount bob) = await TwoAsync(static () => new RepeatingHandler(), services => services.AddSingleton<IRequestPacer>(pacer));
        int before = pacer.Taken;
        Assert.Equal("bob", await NameAsync(bob));
        Assert.Equal((3, 1), (pacer.Taken - before, pacer.MostAtOnce));
        string[] ids = [.. Server.Seen.Where(static line => line.Contains("/me", StringComparison.Ordinal)).Select(static line => line[line.IndexOf("X-Toy-Request", StringComparison.Ordinal)..])];
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_handler_that_sends_the_request_elsewhere_is_refused_before_a_token_is_touched()
    {
        (_, _, ToyAccount bob) = await TwoAsync(static () => new RedirectingHandler());
        await Assert.ThrowsAsync<IllegalStepException>(() => NameAsync(bob));
        Assert.Equal(0, Tap.Count(WireCall.Api));
    }

    [Fact]
    public async Task A_refused_token_is_replayed_below_such_a_handler_by_one_loop()
    {
        (_, _, ToyAccount bob) = await TwoAsync(static () => new CopyingHandler());
        Harness.RefuseLeaves();
        Assert.Equal("bob", await NameAsync(bob));
        Assert.Equal(2, Tap.Count(WireCall.Api));
    }

    [Fact]
    public async Task The_request_holds_no_credential_when_it_is_over_however_it_ended()
    {
        (_, _, ToyAccount bob) = await TwoAsync(static () => new PassingHandler());
        using HttpClient client = bob.CreateClient("own");
        using HttpRequestMessage good = new(HttpMethod.Get, Harness.ApiTarget);
        using HttpResponseMessage response = await client.SendAsync(good);
        Assert.False(good.Headers.Contains("Authorization"));
        Assert.False(response.RequestMessage!.Headers.Contains("Authorization"));

        using HttpRequestMessage lost = new(HttpMethod.Post, Harness.ApiTarget);
        Tap.LoseCall(WireCall.Api);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(lost));
        Assert.False(lost.Headers.Contains("Authorization"));
    }

    [Fact]
    public async Task A_handler_of_the_applications_never_sees_the_token()
    {
        PassingHandler handler = new();
        (_, _, ToyAccount bob) = await TwoAsync(() => handler);
        await NameAsync(bob);
        Assert.Equal([false], handler.SawToken);
    }

    [Fact]
    public async Task A_handler_that_is_added_after_all_others_never_sees_the_token_and_sends_it_nowhere()
    {
        PassingHandler passing = new();
        ContractHost host = await HostAsync(gameAuth =>
        {
            gameAuth.Services.AddHttpClient("own").AddToyAuthentication().ConfigurePrimaryHttpMessageHandler(() => new ToyWire(Server));
            gameAuth.Services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Lowest(() => passing));
        });
        ToyAccount bob = await SignInAsync(host, "bob");
        Assert.Equal("bob", await NameAsync(bob));
        Assert.Equal([false], passing.SawToken);
        ContractHost other = await HostAsync(gameAuth =>
        {
            gameAuth.Services.AddHttpClient("own").AddToyAuthentication().ConfigurePrimaryHttpMessageHandler(() => new ToyWire(Server));
            gameAuth.Services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new Lowest(static () => new RedirectingHandler()));
        });
        int sent = Server.AllCalls;
        await Assert.ThrowsAsync<IllegalStepException>(async () => await NameAsync((await Front(other).FindAsync())!));
        Assert.Equal(sent, Server.AllCalls);
    }

    [Fact]
    public async Task A_typed_call_goes_through_the_same_handlers_under_one_permit_and_builds_no_authenticator()
    {
        NotingPacer pacer = new();
        Harness.Configure = static options => options.RateLimitScope = "toy/api";
        ContractHost host = await HostAsync(gameAuth => gameAuth.Services.AddSingleton<IRequestPacer>(pacer));
        ToyAccount bob = await SignInAsync(host, "bob");
        object first = ((IProviderFront)Front(host)).Authenticator;
        int before = pacer.Taken;
        Assert.Equal("bob", await bob.GetNameAsync());
        Assert.Equal("bob", await bob.GetNameAsync());
        Assert.Equal((2, 0), (pacer.Taken - before, pacer.GivenBack));
        Assert.Same(first, ((IProviderFront)Front(host)).Authenticator);
    }

    [Fact]
    public async Task A_typed_call_whose_token_is_refused_is_made_once_more()
    {
        ToyAccount bob = await SignInAsync(await HostAsync(), "bob");
        await bob.GetNameAsync();
        Harness.RefuseLeaves();
        Assert.Equal("bob", await bob.GetNameAsync());
        Assert.Equal(3, Tap.Count(WireCall.Api));
    }

    [Fact]
    public async Task The_time_of_a_limit_is_what_the_pacer_has_learnt_from_the_head_of_the_answer()
    {
        Harness.Configure = static options => options.RateLimitScope = "toy/api";
        ToyAccount bob = await SignInAsync(await HostAsync(), "bob");
        DateTimeOffset next = Harness.Clock.GetUtcNow() + TimeSpan.FromSeconds(90);
        Tap.Answer(WireCall.Api, () =>
        {
            HttpResponseMessage response = new(HttpStatusCode.TooManyRequests);
            response.Headers.TryAddWithoutValidation("X-RateLimit-Next-Available", next.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
            return response;
        });
        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => bob.GetNameAsync());
        // The pacer adds a jitter of 2 seconds at most.
        Assert.InRange(error.RetryAt, next, next + TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_timeout_status_is_the_callers_and_is_not_repeated()
    {
        ToyAccount bob = await SignInAsync(await HostAsync(), "bob");
        using HttpClient client = bob.CreateClient();
        Tap.Answer(WireCall.Api, static () => new HttpResponseMessage(HttpStatusCode.RequestTimeout));
        using HttpResponseMessage response = await client.GetAsync(Harness.ApiTarget);
        Assert.Equal((HttpStatusCode.RequestTimeout, 1), (response.StatusCode, Tap.Count(WireCall.Api)));
    }

    private async Task<(ContractHost Host, ToyAccount Alice, ToyAccount Bob)> TwoAsync(Func<DelegatingHandler> handler, Action<IServiceCollection>? configure = null)
    {
        ContractHost host = await HostAsync(gameAuth =>
        {
            configure?.Invoke(gameAuth.Services);
            gameAuth.Services.AddHttpClient("own").AddToyAuthentication().ConfigurePrimaryHttpMessageHandler(() => new ToyWire(Server)).AddHttpMessageHandler(handler);
        });
        ToyAccount alice = await SignInAsync(host, "alice");
        return (host, alice, await SignInAsync(host, "bob"));
    }

    private async Task<string?> NameAsync(ToyAccount account)
    {
        using HttpClient client = account.CreateClient("own");
        return (await client.GetFromJsonAsync<Dictionary<string, string>>(Harness.ApiTarget))?["name"];
    }

    /// <summary>Sends a copy, as handlers do that must send a request twice.</summary>
    private sealed class CopyingHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpRequestMessage copy = new(request.Method, request.RequestUri) { Content = request.Content };
            foreach ((string name, IEnumerable<string> values) in request.Headers)
            {
                copy.Headers.TryAddWithoutValidation(name, values);
            }

            foreach ((string name, object? value) in request.Options)
            {
                ((IDictionary<string, object?>)copy.Options)[name] = value;
            }

            return base.SendAsync(copy, cancellationToken);
        }
    }

    /// <summary>Adds a handler of the client "own" below those that the application and its loggers have added.</summary>
    private sealed class Lowest(Func<DelegatingHandler> create) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            if (builder.Name == "own")
            {
                builder.AdditionalHandlers.Add(create());
            }
        };
    }

    private sealed class RepeatingHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            (await base.SendAsync(request, cancellationToken)).Dispose();
            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class RedirectingHandler : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri("https://elsewhere.example/me");
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class PassingHandler : DelegatingHandler
    {
        public List<bool> SawToken { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            SawToken.Add(request.Headers.Contains("Authorization"));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
