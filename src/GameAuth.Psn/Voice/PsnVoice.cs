namespace GameAuth.Psn;

/// <summary>
/// The voice of a party, as far as it is signalling: the service offers, the caller answers. There is no audio here: both texts go to and come from the caller's own WebRTC stack. Safe for use from any thread.
/// </summary>
/// <remarks>A voice is never taken up again. After its end another one is started, on the caller's call, with ids of its own.</remarks>
public sealed class PsnVoice : IAsyncDisposable
{
    private readonly OpenParty _open;
    private readonly int _number;
    private string _offer;

    internal PsnVoice(OpenParty open, int number, string offer)
    {
        _open = open;
        _number = number;
        _offer = offer;
    }

    /// <summary>How it stands.</summary>
    public PsnVoiceState State => _open.StateOf(_number);

    /// <summary>The service's offer, a session description (SDP); null unless it waits for an answer.</summary>
    public string? Offer => State is PsnVoiceState.Offered ? Volatile.Read(ref _offer) : null;

    /// <summary>Answers the offer, once.</summary>
    /// <param name="sdp">The session description of the caller's WebRTC stack, sent as it is.</param>
    /// <param name="cancellationToken">Ends the wait; what is on the wire is finished.</param>
    /// <returns>Done when the service has taken it.</returns>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    /// <exception cref="IllegalStepException">There is no offer to answer, or the voice is over. Nothing was sent.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost: call <see cref="ReadAsync"/>, then <see cref="ReofferAsync"/>; or <see cref="EndAsync"/>.</exception>
    /// <exception cref="GameAuthException">As <see cref="PsnParties.ListAsync"/>.</exception>
    public Task AnswerAsync(string sdp, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sdp);
        return _open.AnswerAsync(_number, sdp, cancellationToken);
    }

    /// <summary>Asks for another offer, after the last one was answered or lost.</summary>
    /// <param name="cancellationToken">Ends the wait; what is on the wire is finished.</param>
    /// <returns>The new <see cref="Offer"/>.</returns>
    /// <exception cref="IllegalStepException">The last offer is not answered yet, the last answer has to be read first, or the voice is over. Nothing was sent.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost: call <see cref="ReadAsync"/>, then this again; or <see cref="EndAsync"/>.</exception>
    /// <exception cref="GameAuthException">As <see cref="PsnParties.ListAsync"/>.</exception>
    public async Task<string> ReofferAsync(CancellationToken cancellationToken = default)
    {
        string offer = await _open.ReofferAsync(_number, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _offer, offer);
        return offer;
    }

    /// <summary>Asks whether the bridge still has this end. After an answer that was lost, this comes first.</summary>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>False where it has not: then the voice can only be ended.</returns>
    /// <exception cref="IllegalStepException">The voice is over. Nothing was sent.</exception>
    /// <exception cref="GameAuthException">As <see cref="PsnParties.ListAsync"/>.</exception>
    public Task<bool> ReadAsync(CancellationToken cancellationToken = default) => _open.ReadVoiceAsync(_number, cancellationToken);

    /// <summary>Ends the voice and stays in the party: first the peer, then the bridge. What the service no longer knows is no failure. After a failure it may be called again, and goes on where it stopped.</summary>
    /// <param name="cancellationToken">Ends the wait; what is left is recorded.</param>
    /// <returns>Done when the service has answered. Then another voice may be started.</returns>
    /// <exception cref="GameAuthException">The service could not be asked.</exception>
    public Task EndAsync(CancellationToken cancellationToken = default) => State is PsnVoiceState.Ended ? Task.CompletedTask : _open.EndVoiceAsync(_number, cancellationToken);

    /// <summary>As <see cref="EndAsync"/>, but a failure is logged and not thrown. What is left then is ended with the party.</summary>
    /// <returns>Done when it was tried.</returns>
    public async ValueTask DisposeAsync() => await _open.EndVoiceQuietlyAsync(_number).ConfigureAwait(false);

    /// <summary>Not its texts.</summary>
    /// <returns>Its state.</returns>
    public override string ToString() => $"voice ({State})";
}

/// <summary>How a voice stands.</summary>
public enum PsnVoiceState
{
    /// <summary>The service's offer waits for an answer.</summary>
    Offered,

    /// <summary>The offer is answered.</summary>
    Answered,

    /// <summary>An answer of the service was lost: <see cref="PsnVoice.ReadAsync"/> comes first.</summary>
    Unknown,

    /// <summary>It is there, without an offer: <see cref="PsnVoice.ReofferAsync"/>.</summary>
    Unoffered,

    /// <summary>It can only be ended, or its end has failed and may be tried again.</summary>
    Ending,

    /// <summary>It is over.</summary>
    Ended,
}
