using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>Makes the connections of real-time activity.</summary>
internal sealed class RtaConnector(Exchange exchange, XboxOptions options, bool allowLoopback, TimeProvider time, IIdGenerator ids, ILogger log)
{
    public const string Step = "real-time activity";

    private const string Protocol = "rta.xboxlive.com.V2";

    private readonly ServerUriPolicy _pages = MicrosoftPages.Policy(allowLoopback);

    public TimeProvider Time => time;

    public ILogger Log => log;

    public RtaBackOff BackOff { get; } = new(ids);

    public async Task<XboxRealTimeActivity> OpenAsync(XboxAccount account, CancellationToken cancellationToken)
    {
        AccountWork work = AccountWork.Begin(account, Step);
        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, work.Ended);
            RtaSession first = await ConnectAsync(account, either.Token).ConfigureAwait(false);
            return new XboxRealTimeActivity(account, new RtaLoop(this, account, work, first));
        }
        catch (OperationCanceledException) when (work.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            work.Dispose();
            throw Ended(account);
        }
        catch
        {
            work.Dispose();
            throw;
        }
    }

    public async Task<RtaSession> ConnectAsync(XboxAccount account, CancellationToken cancellationToken)
    {
        AccountSocket socket = await AccountSocket.ConnectAsync(
            exchange,
            account,
            new AccountSocketCall(Step, new Uri(options.EndpointOf(XboxEndpoint.Rta), "/connect"))
            {
                Protocol = Protocol,
                Refusal = answer => XboxRefusal.Read(answer, _pages).ToException(),
            },
            cancellationToken).ConfigureAwait(false);
        return new RtaSession(socket, time, log);
    }

    /// <summary>What whoever comes after the end hears.</summary>
    public static GameAuthException Ended(XboxAccount account) => account.IsSignedOut
        ? new SignInRequiredException($"The account {account.Id} was signed out; call SignInAsync.", SignInReason.SignedOut)
        { Provider = XboxDefaults.Provider, Step = Step }
        : new IllegalStepException($"The host is stopping, and step '{Step}' with it.") { Provider = XboxDefaults.Provider, Step = Step };
}
