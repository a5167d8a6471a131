using System.Net.Http.Headers;

namespace GameAuth.Xbox.Tests.Contract;

/// <summary>Stands for a service below xboxlive.com that no pace rule names, so that a thousand requests may go at once: the emulated profile host answers for it. Live events go to theirs.</summary>
internal sealed class XboxServiceWire : DelegatingHandler
{
    private readonly Uri _profile;
    private readonly Uri _live;
    private readonly XboxCanaries _canaries;

    public XboxServiceWire(Uri profile, Uri live, XboxCanaries canaries)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        _profile = profile;
        _live = live;
        _canaries = canaries;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        bool isSocket = request.RequestUri!.AbsolutePath == "/connect";
        using HttpRequestMessage sent = new(request.Method, new Uri(isSocket ? _live : _profile, request.RequestUri.PathAndQuery)) { Version = request.Version };
        sent.Headers.TryAddWithoutValidation("x-xbl-contract-version", "2");
        foreach (KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header in request.Headers.NonValidated.Where(header => isSocket && header.Key != "Authorization"))
        {
            sent.Headers.TryAddWithoutValidation(header.Key, header.Value.ToString());
        }

        if (request.Headers.NonValidated.TryGetValues("Authorization", out HeaderStringValues authorization))
        {
            sent.Headers.TryAddWithoutValidation("Authorization", _canaries.Plain(authorization.ToString()));
        }

        HttpResponseMessage response = await base.SendAsync(sent, cancellationToken);
        response.RequestMessage = request;
        return response;
    }
}
