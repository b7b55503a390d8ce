terminal-code = (پیامک به { MOBILE($mobile) }: کد همیار: { $code })
