namespace GameAuth;

/// <summary>Hears of every <see cref="AuthEvent"/>. Register as many as you like in the service collection.</summary>
public interface IAuthEventSink
{
    /// <summary>Called synchronously on whichever thread it happened, also in parallel: it must not block. One that throws is isolated from the others.</summary>
    /// <param name="happened">The event.</param>
    void OnEvent(AuthEvent happened);
}
