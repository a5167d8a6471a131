namespace GameAuth.Hytale.Tests;

/// <summary>Meets the network in place of it. A process that is dead hears nothing any more.</summary>
internal sealed class ScriptedHandler(ScriptedService service, Func<bool> isDead) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (isDead())
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        }

        HttpResponseMessage answer = await service.AnswerAsync(request);
        answer.RequestMessage = request;
        await service.AnswersLeave.WaitAsync(cancellationToken);
        return answer;
    }
}
