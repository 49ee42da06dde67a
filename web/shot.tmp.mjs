import { chromium } from 'playwright-core';
const b = await chromium.launch({ executablePath:'/usr/bin/chromium', args:['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking','--disable-component-update','--disable-sync']});
const base = process.argv[2]; const pw = process.argv[3]; const pages = process.argv.slice(4);
const ctx = await b.newContext({ viewport:{width:1360,height:900}});
const p = await ctx.newPage();
p.on('console', m => { if (m.type()==='error') console.log('console:', m.text().slice(0,300)); });
p.on('pageerror', e => console.log('pageerror:', e.message.slice(0,500)));
await p.goto(base+'/sign-in'); await p.getByLabel('E-mail').fill('owner@demo.example'); await p.getByLabel('Password', {exact:true}).fill(pw); await p.getByRole('button',{name:'Sign in'}).click(); await p.waitForURL(u=>!u.pathname.includes('sign-in'));
for (const one of pages) { const [name,path,w] = one.split("@"); await p.setViewportSize({width: Number(w||1360), height: 900}); await p.goto(base+path); await p.waitForTimeout(3500); await p.screenshot({path:`/tmp/shots/${name}.png`}); }
await b.close();
