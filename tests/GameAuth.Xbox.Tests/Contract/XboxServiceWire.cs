namespace GameAuth.Xbox.Tests.Contract;

/// <summary>Stands for a service below xboxlive.com that no pace rule names, so that a thousand requests may go at once: the emulated profile host answers for it.</summary>
internal sealed class XboxServiceWire : DelegatingHandler
{
    private readonly Uri _profile;
    private readonly XboxCanaries _canaries;

    public XboxServiceWire(Uri profile, XboxCanaries canaries)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        _profile = profile;
        _canaries = canaries;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage sent = new(request.Method, new Uri(_profile, request.RequestUri!.PathAndQuery)) { Version = request.Version };
        sent.Headers.TryAddWithoutValidation("x-xbl-contract-version", "2");
        if (request.Headers.NonValidated.TryGetValues("Authorization", out var authorization))
        {
            sent.Headers.TryAddWithoutValidation("Authorization", _canaries.Plain(authorization.ToString()));
        }

        HttpResponseMessage response = await base.SendAsync(sent, cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}
