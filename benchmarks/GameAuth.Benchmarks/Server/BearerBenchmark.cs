using BenchmarkDotNet.Attributes;
using GameAuth.Server;
using GameAuth.Server.Host;
using GameAuth.Server.Host.Refreshing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace GameAuth.Benchmarks.Server;

/// <summary>
/// An access token that was seen a moment ago: our check alone, and one endpoint's authentication by our scheme and by Microsoft's JwtBearer with the same keys at hand, beside a scheme that lets
/// everything pass. Goal: the check at most 1 us and 0 B.
/// </summary>
public class BearerBenchmark
{
    private WebApplication _app = null!;
    private IServiceScopeFactory _scopes = null!;
    private BearerValidator _validator = null!;
    private string _token = null!;
    private string _header = null!;
    private IReadOnlyList<SecurityKey> _keys = [];

    [GlobalSetup]
    public void SetUp() => SetUpAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void CleanUp() => _app.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA2012", Justification = "Its result is read only where it has completed.")]
    public bool OurCheckAlone() => _validator.ValidateAsync(_token, "api") is { IsCompletedSuccessfully: true, Result.IsValid: true } ? true : throw new InvalidOperationException();

    [Benchmark(Baseline = true)]
    public Task NoCheck() => AuthenticateAsync("None");

    [Benchmark]
    public Task GameAuthBearer() => AuthenticateAsync(GameAuthBearerDefaults.AuthenticationScheme);

    [Benchmark]
    public Task JwtBearer() => AuthenticateAsync("Jwt");

    // A context and a scope for each request, as the server has them.
    private async Task AuthenticateAsync(string scheme)
    {
        DefaultHttpContext context = new();
        using RequestServicesFeature services = new(context, _scopes);
        context.Features.Set<IServiceProvidersFeature>(services);
        context.Request.Headers.Authorization = _header;
        AuthenticateResult result = await context.AuthenticateAsync(scheme);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"{scheme} refused the token.", result.Failure);
        }
    }

    private async Task SetUpAsync()
    {
        _app = await SessionHost.StartAsync(new HostSettings(), services => services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, PassingHandler>("None", null)
            .AddJwtBearer("Jwt", options =>
            {
                options.MapInboundClaims = false;
                options.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidAudience = "api",
                    ValidTypes = ["at+jwt"],
                    ValidateIssuer = true,
                    IssuerValidator = (issuer, _, _) => issuer == SessionHost.AddressOf(_app).GetLeftPart(UriPartial.Authority) ? issuer : throw new SecurityTokenInvalidIssuerException(),
                    IssuerSigningKeyResolver = (_, _, _, _) => _keys,
                };
            }));
        _scopes = _app.Services.GetRequiredService<IServiceScopeFactory>();
        _validator = _app.Services.GetRequiredService<BearerValidator>();
        _keys = [.. new JsonWebKeySet(System.Text.Encoding.UTF8.GetString(_app.Services.GetRequiredService<SigningKeys>().PublicKeySet.Span)).GetSigningKeys()];
        using SessionServerTarget client = new(SessionHost.AddressOf(_app));
        _token = (await client.SignInAsync(1)).Access;
        _header = $"Bearer {_token}";
    }

    private sealed class PassingHandler(
        Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options, Microsoft.Extensions.Logging.ILoggerFactory logger, System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new System.Security.Claims.ClaimsPrincipal(new System.Security.Claims.ClaimsIdentity("none")), "None")));
    }
}
