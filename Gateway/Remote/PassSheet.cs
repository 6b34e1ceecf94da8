using System.Text;
using Countersign.Gateway.Html;
using Countersign.SignIn;

namespace Countersign.Gateway.Remote;

/// <summary>
/// Passes to be printed, cut and handed out: a page of HTML that needs nothing else. Readable by its owner alone, and each pass is in it
/// before the next is drawn.
/// </summary>
internal sealed class PassSheet : IDisposable
{
    private readonly StreamWriter _file;
    private readonly string _title, _address;
    private readonly TimeProvider _clock;

    /// <param name="path">Of a new file.</param>
    /// <param name="origin">Of the public listener, where the pass is typed in.</param>
    /// <exception cref="FormatException">The file is there already or cannot be made, or the origin is none.</exception>
    public PassSheet(string path, string origin, string tenant, string title, TimeProvider clock)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http")
            || address.PathAndQuery != "/" || (address.Scheme == "http" && !address.IsLoopback))
            throw new FormatException("--origin is not where people sign in, such as https://sign-in.example.com.");
        (_title, _address, _clock) = (title, $"{address.GetLeftPart(UriPartial.Authority)}/{tenant}/pass", clock);
        try
        {
            _file = new(PrivateFile.Create(path), new UTF8Encoding(false)) { AutoFlush = true };
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FormatException($"{path} cannot be made for passes: {refused.Message}", refused);
        }

        _file.Write(Markup.Html($$"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>{{title}}</title><style>
            body { font: 11pt/1.4 system-ui, sans-serif; margin: 1cm; color: #000; background: #fff }
            article { border: 1px dashed #777; padding: 6mm; margin: 0 0 6mm; break-inside: avoid; display: flow-root }
            svg { float: inline-end; width: 32mm; height: 32mm }
            h2 { font-size: 12pt; margin: 0 0 2mm }
            .from { font-weight: bold }
            p { margin: 1mm 0 }
            time { white-space: nowrap }
            code { font: bold 14pt/1.6 ui-monospace, monospace }
            </style></head><body>

            """));
    }

    /// <param name="life">From now.</param>
    public void Add(UserName person, string pass, TimeSpan life) =>
        _file.Write(new PassSlip(_title, _address, _clock.GetUtcNow() + life).Draw(person, pass));

    public void Dispose()
    {
        _file.Write("</body></html>\n");
        _file.Dispose();
    }
}
